# خطوات خطة الدعم: ما هي، وإلى أين وصلت.

link-crisis_support = الدعم النفسي في الأزمات
link-crisis_support-about = شخص يمكنك التحدث معه بعد أحداث صعبة.
link-health_promotion = الصحة
link-health_promotion-about = مساعدة من أجل صحة أفضل: النوم والحركة والطعام، وكيف تعمل الرعاية الصحية هنا.
link-language = اللغة والتعليم الشعبي
link-language-about = مقهى لغوي أو حلقة دراسية أو مدرسة شعبية للكبار، حتى قبل بدء دورة sfi.
link-language_folkbildning = { link-language }
link-language_folkbildning-about = { link-language-about }
link-leisure = أوقات الفراغ والتعارف
link-leisure-about = رياضة وثقافة ولعب، وفرصة للتعرف على الناس.
link-leisure_social = { link-leisure }
link-leisure_social-about = { link-leisure-about }
link-counselling = الاستشارة
link-counselling-about = إجابات عن الحقوق واللجوء والمال والحياة اليومية، من شخص يعرف القوانين.
link-tracing = البحث عن الأقارب
link-tracing-about = يساعد الصليب الأحمر من يريد البحث عن عائلته أو لمّ شمله بها.
link-housing = السكن
link-housing-about = مكان آمن للسكن، وخطة للسكن التالي.
link-preschool = الروضة
link-preschool-about = مكان في الروضة للأطفال الذين لم يدخلوا المدرسة بعد.
link-school = المدرسة
link-school-about = مكان في الصف التمهيدي أو المدرسة الأساسية أو الثانوية.
link-health_examination = الفحص الصحي
link-health_examination-about = حديث وفحص لدى الرعاية الصحية. الفحص مجاني، والعاملون ملزمون بالسرية.
link-sfi = اللغة السويدية للمهاجرين، sfi
link-sfi-about = تعليم اللغة السويدية للكبار.
link-civic_orientation = التعريف بالمجتمع
link-civic_orientation-about = دورة عن كيفية عمل المجتمع السويدي، بلغة مفهومة لك جيدًا.
link-registration = التسجيل
link-registration-about = تقديم الطلب والتسجيل لدى مصلحة الهجرة (Migrationsverket).
link-population_registration = التسجيل في سجل السكان
link-population_registration-about = إبلاغ مصلحة الضرائب (Skatteverket)، لمن يحق له التسجيل في سجل السكان في السويد.
link-social_services = الخدمات الاجتماعية
link-social_services-about = مساعدة من البلدية في ما هو صعب في البيت، أو مع الأطفال، أو في المال، أو عند الحاجة إلى الحماية.
link-guardian = الوصي على الطفل
link-guardian-about = شخص بالغ يمثل الطفل الذي جاء دون والديه.

link_state-planned = مخطط لها
link_state-referred = أُحيلت، بانتظار الرد
link_state-accepted = تم قبولها
link_state-ongoing = جارية
link_state-done = منجزة
link_state-not_needed = غير لازمة
link_state-paused = متوقفة مؤقتًا
link-overdue = { PLURAL($n) ->
    [zero] غير متأخرة
    [one] متأخرة يومًا واحدًا
    [two] متأخرة يومين
    [few] متأخرة { $n } أيام
    [many] متأخرة { $n } يومًا
   *[other] متأخرة { $n } يوم
}
link_event-start = بدأت
link_event-refer = أُحيلت
link_event-accept = تم قبولها
link_event-decline = رُفضت
link_event-withdraw = سُحبت الإحالة
link_event-return_to_sender = أُعيدت إلى المرسل
link_event-complete = أُنجزت
link_event-not_needed = غير لازمة
link_event-pause = أُوقفت مؤقتًا
link_event-resume = استؤنفت
link_event-reopen = أُعيد فتحها
link_event-reassign = تغيّرت الجهة المسؤولة
link_event-adopt_duty = تغيّر أساس المسؤولية
link_event-reschedule = تغيّر الموعد
link_event-fall_back = عادت المسؤولية
