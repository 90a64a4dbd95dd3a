# صفحات الوافدين الجدد. «Trygghetskedja» هي خطة الدعم و«länk» خطوة. جمل قصيرة دون اختصارات.

newcomer-door-title = خطة الدعم الخاصة بك
newcomer-door-lead = يرجى كتابة الرمز والرقم السري الموجودين على بطاقتك.
newcomer-code = الرمز
newcomer-code-hint = لا فرق بين الحروف الكبيرة والصغيرة.
newcomer-pin = الرقم السري (PIN)
newcomer-pin-hint = الأرقام التي حصلت عليها مع الرمز. يجب ألا يراها أي شخص آخر.
newcomer-enter = عرض خطة الدعم
newcomer-wrong-code = الرمز والرقم السري غير متطابقين. يرجى التحقق من البطاقة والمحاولة مرة أخرى.
newcomer-locked = محاولات كثيرة. يمكن المحاولة مرة أخرى { $time }، أو طلب المساعدة من المكان الذي حصلت فيه على البطاقة.
newcomer-card-lost = هل ضاعت البطاقة؟ يمكنك طلب بطاقة جديدة من المكان نفسه، وعندها تتوقف البطاقة القديمة عن العمل.
newcomer-borrowed-phone = هل هذا هاتف شخص آخر؟ عند الانتهاء يرجى الضغط على «مغادرة الصفحة».
newcomer-leave = مغادرة الصفحة
newcomer-left = لقد غادرت الصفحة. لا أحد غيرك يستطيع الآن رؤية بياناتك هنا.

newcomer-title = خطة الدعم الخاصة بي
newcomer-hello = مرحبًا { $name }!
newcomer-lead = هنا يظهر الدعم المقدَّم لك ولمن معك، خطوة بخطوة، ومن المسؤول عنه.
newcomer-next-step = الخطوة التالية
newcomer-no-next-step = لا يلزمك فعل أي شيء الآن.
newcomer-all-steps = كل الخطوات
newcomer-steps-left = { PLURAL($n) ->
    [zero] كل الخطوات منجزة
    [one] بقيت خطوة واحدة
    [two] بقيت خطوتان
    [few] بقيت { $n } خطوات
    [many] بقيت { $n } خطوة
   *[other] بقيت { $n } خطوة
}
newcomer-who = مَن
newcomer-where = أين
newcomer-by-when = حتى موعد أقصاه
newcomer-asked = سألنا { $actor } وننتظر الرد. حتى ذلك الحين تبقى المسؤولية لدى { $sender }.
newcomer-when-unknown = لم يُحدَّد اليوم بعد.
newcomer-overdue = كان يجب إنجاز هذا حتى { $date }. التأخير ليس ذنبك. الجهة المسؤولة: { $actor }.
newcomer-emergency = هل هناك شخص في خطر؟ رقم الطوارئ 112.
newcomer-care = هل تلزمك استشارة صحية؟ رقم الهاتف 1177.
newcomer-interpreter = هل يلزمك مترجم؟ أخبرونا بذلك، فهو مجاني لك.
newcomer-household = أنا ومن معي

newcomer-state-planned = مخطط لها
newcomer-state-referred = ننتظر الرد
newcomer-state-accepted = هناك من وافق على المساعدة
newcomer-state-ongoing = جارية
newcomer-state-done = منجزة
newcomer-state-not_needed = غير لازمة
newcomer-state-paused = متوقفة مؤقتًا

newcomer-wrong = هذا غير صحيح
newcomer-wrong-lead = يمكنك إخبارنا بما هو خطأ. سيقرأ رسالتك إنسان ويرد عليك.
newcomer-wrong-what = ما الخطأ؟
newcomer-another = أريد شخصًا آخر أو جهة أخرى
newcomer-another-lead = من حقك طلب شخص آخر أو جهة أخرى. لا يلزمك ذكر السبب، ولن تفقد أي دعم.
newcomer-another-why = السبب، إن أردت ذكره
newcomer-any-language = يمكنك الكتابة بأي لغة.
newcomer-send = إرسال
newcomer-wish-sent = شكرًا لك. وصلت رسالتك إلى { $actor }.
newcomer-wish-waiting = كتبت إلينا في { $date }. لم يأتِ الرد بعد.
newcomer-wish-answer = رد من { $actor }، { $date }
newcomer-my-wishes = رسائلي

newcomer-decline = لا، شكرًا
newcomer-decline-lead = الرفض من حقك، ويمكنك تغيير رأيك لاحقًا. لن يؤثر ذلك على الدعم الآخر المقدَّم لك.
newcomer-decline-why = السبب، إن أردت ذكره
newcomer-decline-confirm = رفض: { $link }
newcomer-declined = لقد رفضت: { $link }.
newcomer-change-mind = غيرت رأيي

newcomer-looked-title = مَن اطّلع على بياناتي
newcomer-looked-lead = كلما فتح شخص آخر بياناتك يُسجَّل ذلك: مَن، ومتى، ولماذا.
newcomer-looked-none = لم يفتح أحد بياناتك.
newcomer-looked-count = { PLURAL($n) ->
    [zero] لم تُفتح بياناتك
    [one] فُتحت بياناتك مرة واحدة
    [two] فُتحت بياناتك مرتين
    [few] فُتحت بياناتك { $n } مرات
    [many] فُتحت بياناتك { $n } مرة
   *[other] فُتحت بياناتك { $n } مرة
}
newcomer-looked-who = مَن
newcomer-looked-when = متى
newcomer-looked-why = لماذا
newcomer-looked-strange = هل هناك شيء غير مفهوم أو يبدو خطأ؟ أخبرونا وسنتحقق من الأمر.

newcomer-choose-language = يرجى اختيار اللغة
newcomer-place = البلدية
newcomer-problem-place = يرجى اختيار البلدية المكتوبة على البطاقة
newcomer-problem-code = الرمز مكوّن من عشرة أحرف وأرقام، مثل K7QM2-3F2PA. يرجى التحقق من البطاقة وكتابته مرة أخرى
newcomer-problem-pin = الرقم السري مكوّن من ستة أرقام. يرجى التحقق من البطاقة وكتابته مرة أخرى
newcomer-problem-empty = يرجى كتابة شيء لنعرف المقصود
newcomer-problem-long = النص طويل جدًا. الحد الأقصى 4000 حرف
newcomer-refused-child = الطفل الذي ليس معه وصي يحتاج إلى التواصل مع الخدمات الاجتماعية. يمكنك إخبارنا بما هو خطأ أو طلب شخص آخر.
newcomer-refused-closed = انتهت هذه الخطوة من قبل. إذا كان هناك خطأ فيمكنك الكتابة إلينا.
newcomer-say-something = أخبرنا برأيك
newcomer-for = لمن
newcomer-where-ask = يمكنك سؤال { $actor }.
newcomer-not-translated = كتبه أحد العاملين ولم يُترجم.
newcomer-reference = الرقم الخاص بكم عند الاتصال:
newcomer-record-lead = هذا هو المسجَّل عنك وعمّن معك. هل هناك خطأ؟ يمكنك إخبارنا في أسفل الصفحة.
newcomer-record-more = الأرقام والوثائق لا تظهر هنا لأن الجهاز قد لا يكون لك. يمكنك أن تطلب منا الاطلاع عليها.
newcomer-protected = بياناتكم محمية. لذلك لا يظهر هنا مكان وجودكم.
newcomer-name-latin = الاسم بالحروف اللاتينية
newcomer-born = تاريخ الميلاد
newcomer-speaks = اللغات
newcomer-needs-interpreter = يلزم مترجم
newcomer-status = الوضع القانوني
newcomer-arrived = يوم الوصول
newcomer-area = المكان
newcomer-looked-role = الصفة
newcomer-looked-roles = معنى هذه الكلمات
newcomer-card-how = يُكتب العنوان في هاتف أو حاسوب، ثم تُختار اللغة، ثم يُكتب الرمز والرقم السري.
newcomer-card-keep = احتفظ بالبطاقة ولا تُرِها لمن لا تثق به.
newcomer-card-address = العنوان
