error-not-found = الصفحة غير موجودة
error-not-found-text = إما أن الصفحة غير موجودة أو أنها ليست متاحة لك.
error-not-found-next = يرجى التحقق من العنوان أو الانتقال إلى صفحة البداية.
error-forbidden = هذا ليس ضمن دورك
error-forbidden-text = دورك لا يسمح بهذا الإجراء.
error-forbidden-next = إذا احتجت إليه في عملك فيرجى التواصل مع المسؤول عن النظام.
error-invalid = هناك ما يحتاج إلى تصحيح
error-invalid-text = لا يمكن حفظ جزء مما كتبته كما هو.
error-invalid-next = يرجى الرجوع وتصحيح المواضع المحددة ثم الإرسال من جديد. ما كتبته ما زال موجودًا.
error-conflict = سبقك شخص آخر
error-conflict-text = حفظ شخص آخر تغييرًا أثناء كتابتك. لم يُمحَ أي شيء.
error-conflict-next = يرجى الرجوع وتحديث الصفحة والمقارنة قبل الحفظ.
error-already-sent = تم الإرسال من قبل
error-already-sent-text = أُرسلت الاستمارة من قبل. لم يُحفظ أي شيء مرتين.
error-already-sent-next = يمكن الانتقال إلى ما أُرسل أو فتح الاستمارة من جديد.
error-refused = هذا غير ممكن الآن
error-refused-text = القواعد لا تسمح بهذه الخطوة في الوضع الحالي.
error-refused-next = يرجى الرجوع والاطلاع على الوضع.
error-too-many = محاولات كثيرة
error-too-many-text = جرت محاولات كثيرة في وقت قصير.
error-too-many-next = يرجى الانتظار قليلًا ثم المحاولة مرة أخرى.
error-unwritable = لا يمكن الحفظ الآن
error-unwritable-text = القراءة ممكنة لكن الحفظ غير ممكن. ما كتبته لم يُحفظ.
error-unwritable-next = يرجى المحاولة مرة أخرى بعد قليل. كل ما حُفظ من قبل ما زال موجودًا.
error-unreachable = النظام مشغول الآن
error-unreachable-text = قاعدة البيانات لا تجيب. إذا أرسلت شيئًا فليس من المؤكد أنه حُفظ.
error-unreachable-next = انتظر نصف دقيقة، ثم ارجع في المتصفح وأرسل مرة أخرى: لن يُحفظ شيء مرتين.
error-broken = حدث خطأ لدينا
error-broken-text = تم تسجيل الخطأ.
error-broken-next = يرجى المحاولة مرة أخرى بعد قليل. كل ما حُفظ من قبل ما زال موجودًا.
error-to-start = إلى صفحة البداية

error-conflict-yours = ما كتبته أنت
error-conflict-theirs = المحفوظ الآن
error-conflict-keep-yours = حفظ ما كتبته
error-conflict-keep-theirs = إبقاء المحفوظ
error-date-order = يجب أن يكون تاريخ النهاية بعد تاريخ البداية
error-too-long = { PLURAL($n) ->
    [zero] يجب أن تبقى هذه الخانة فارغة
    [one] يرجى اختصار النص. الحد الأقصى حرف واحد
    [two] يرجى اختصار النص. الحد الأقصى حرفان
    [few] يرجى اختصار النص. الحد الأقصى { $n } أحرف
    [many] يرجى اختصار النص. الحد الأقصى { $n } حرفًا
   *[other] يرجى اختصار النص. الحد الأقصى { $n } حرف
}
error-email = يرجى كتابة عنوان البريد الإلكتروني كاملًا، مثل name@example.org
error-file-too-large = الملف كبير جدًا. الحد الأقصى { $n } ميغابايت
