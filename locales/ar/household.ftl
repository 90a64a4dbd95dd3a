# لماذا يفتح شخصٌ البيانات. يقرأ أصحاب البيانات هذه الكلمات في قائمة من اطّلع عليها.
purpose-case_work = لمساعدتك في الخطوات القادمة
purpose-registration = التسجيل
purpose-placement = للبحث عن سكن
purpose-referral = الإحالة إلى جهة أخرى
purpose-follow_up = المتابعة
purpose-administration = الإدارة
purpose-own_record = للاطلاع على البيانات الشخصية

# الوضع القانوني الساري في ذلك اليوم.
status-unknown = لم يتضح بعد
status-asylum_seeker = طلب لجوء
status-temporary_protection = حماية مؤقتة
status-unaccompanied_child = طفل دون مرافق
status-newly_arrived = وصول حديث مع تصريح إقامة
status-registered = تسجيل في سجل السكان
