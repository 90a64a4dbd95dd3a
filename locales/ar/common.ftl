# كلمات مشتركة بين كل الصفحات. الأزرار مصادر (حفظ، إرسال) حتى تخاطب الجميع دون تمييز. الأرقام غربية.

-app = Hamn

common-app = { -app }
common-tagline = استقبال الوافدين الجدد، تديره البلدية والمجتمع المدني معًا
common-page-title = { $page } – { -app }
common-skip = الانتقال إلى المحتوى
common-missing-translation = بعض أجزاء هذه الصفحة لم تُترجم بعد، وهي معروضة بلغة أخرى.
common-sign-in = تسجيل الدخول
common-sign-out = تسجيل الخروج
common-save = حفظ
common-cancel = إلغاء
common-back = رجوع
common-search = بحث
common-clear = مسح
common-filter = تصفية
common-change = تغيير
common-yes = نعم
common-no = لا
common-unknown = لا أعرف
common-none = لا أحد
common-not-given = غير مذكور
common-required = إلزامي
common-optional = اختياري
common-saved = تم الحفظ.
common-errors-title = هناك ما يحتاج إلى تصحيح
common-empty = لا يوجد شيء هنا بعد.
common-no-hits = لا توجد نتائج مطابقة. يمكن تجربة كلمات أقل أو إزالة التصفية.
common-hits = { PLURAL($n) ->
    [zero] لا نتائج
    [one] نتيجة واحدة
    [two] نتيجتان
    [few] { $n } نتائج
    [many] { $n } نتيجة
   *[other] { $n } نتيجة
}
common-previous-page = الصفحة السابقة
common-next-page = الصفحة التالية
common-instant = { $date } الساعة { $time }
common-from-to = من { $from } إلى { $to }
common-today = اليوم
common-tomorrow = غدًا
common-yesterday = أمس
common-days-ahead = { PLURAL($n) ->
    [zero] اليوم
    [one] بعد يوم واحد
    [two] بعد يومين
    [few] بعد { $n } أيام
    [many] بعد { $n } يومًا
   *[other] بعد { $n } يوم
}
common-days-ago = { PLURAL($n) ->
    [zero] اليوم
    [one] قبل يوم واحد
    [two] قبل يومين
    [few] قبل { $n } أيام
    [many] قبل { $n } يومًا
   *[other] قبل { $n } يوم
}
common-persons = { PLURAL($n) ->
    [zero] لا أحد
    [one] شخص واحد
    [two] شخصان
    [few] { $n } أشخاص
    [many] { $n } شخصًا
   *[other] { $n } شخص
}
common-children = { PLURAL($n) ->
    [zero] بدون أطفال
    [one] طفل واحد
    [two] طفلان
    [few] { $n } أطفال
    [many] { $n } طفلًا
   *[other] { $n } طفل
}
common-reason = السبب
common-source = المصدر
common-phone = الهاتف
common-email = البريد الإلكتروني
common-name = الاسم
common-status = الحالة
common-note = ملاحظة
common-error-prefix = خطأ:
common-since = منذ { $from }
common-demo = هذا تدريب. كل الأشخاص هنا من الخيال.
common-all = الكل
common-year = السنة
common-month = الشهر
common-day = اليوم
common-pages = الصفحات
common-breadcrumbs = أنت هنا
