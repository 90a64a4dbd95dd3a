task-title = My tasks
task-lead = Next steps in what your organisation has accepted. Names are never shown here: ask your coordinator.
task-empty = Nothing is waiting just now
task-empty-lead = When your coordinator accepts a referral, the next step shows here.
task-area = Part of town
task-languages = Languages
