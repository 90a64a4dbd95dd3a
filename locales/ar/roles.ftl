# صفات من يعملون مع البيانات. يقرأ أصحاب البيانات هذه الكلمات في قائمة من اطّلع عليها.

role-coordinator = منسّق في البلدية
role-coordinator-about = يرى الاستقبال كله، ويبحث عن سكن، ويتأكد من أن لكل خطوة جهة مسؤولة.
role-case_worker = موظف مختص
role-case_worker-about = يتابع من تتولى وحدته مسؤولية خطواتهم.
role-desk = موظف الاستقبال عند الوصول
role-desk-about = يسجّل القادمين ويرى من سجّلتهم وحدته.
role-partner_coordinator = منسّق في المجتمع المدني
role-partner_coordinator-about = يرد على الطلبات الموجهة إلى منظمته.
role-volunteer = متطوع
role-volunteer-about = يرى الخطوة التالية التي وافقت عليها منظمته، ولا يرى البيانات كلها أبدًا.
role-host = مضيف
role-host-about = يرى بيته ومتى يُستخدم.
role-reader = قارئ
role-reader-about = يرى الأرقام والمتابعة، ولا يرى أي شخص أبدًا.
role-administrator = مسؤول النظام
role-administrator-about = يدير المستخدمين والمنظمات والمسؤوليات. لا يرى بيانات القادمين.
