# لماذا يفتح شخصٌ البيانات. يقرأ أصحاب البيانات هذه الكلمات في قائمة من اطّلع عليها.
purpose-case_work = لمساعدتك في الخطوات القادمة
purpose-registration = التسجيل
purpose-placement = للبحث عن سكن
purpose-referral = الإحالة إلى جهة أخرى
purpose-follow_up = المتابعة
purpose-administration = الإدارة
purpose-own_record = للاطلاع على البيانات الشخصية
