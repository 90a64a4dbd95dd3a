"""The same little job in Django, for comparison: a signed-in user registers a household of one and sees a list.

What is the same as in Hamn: session and CSRF protection, one durable commit per registration (SQLite, write-ahead log,
synchronous=FULL), a template. What Hamn does besides, and this does not: search index, chain of support, access decision
by policy, hash-chained log, idempotency. Run under gunicorn; DATABASE names the file.
"""

import os
import uuid

from django.conf import settings

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    DATABASES={"default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["DATABASE"],
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
        },
    }},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    USE_TZ=True,
)

import django

django.setup()

from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_required
from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.urls import path


class Household(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    arrived_on = models.DateField()
    status = models.CharField(max_length=40)
    registered_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        app_label = "bench"


class Person(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    household = models.ForeignKey(Household, on_delete=models.CASCADE)
    given = models.CharField(max_length=200, db_index=True)
    family = models.CharField(max_length=200, db_index=True)
    birth = models.CharField(max_length=10)

    class Meta:
        app_label = "bench"


PAGE = engines["django"].from_string("""<!doctype html><html lang="sv"><title>Households</title><h1>Households</h1>
<table>{% for person in people %}<tr><td>{{ person.given }} {{ person.family }}</td><td>{{ person.birth }}</td>
<td>{{ person.household.arrived_on }}</td></tr>{% endfor %}</table>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="{{ csrf_token }}"></form></html>""")


def enter(request):
    user, _ = get_user_model().objects.get_or_create(username="desk")
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponse(get_token(request))


@login_required
def households(request):
    if request.method == "POST":
        with transaction.atomic():
            household = Household.objects.create(arrived_on=request.POST["arrived_on"], status=request.POST["status"])
            Person.objects.create(household=household, given=request.POST["given"], family=request.POST["family"],
                                  birth=request.POST["birth"])
        answer = HttpResponse(status=303)
        answer["Location"] = "/"
        return answer
    people = Person.objects.select_related("household").order_by("-household__registered_at")[:50]
    return HttpResponse(PAGE.render({"people": people}, request))


urlpatterns = [path("enter", enter), path("", households)]


def make_tables():
    from django.core.management import call_command

    call_command("migrate", verbosity=0, run_syncdb=True)
    tables = connection.introspection.table_names()
    with connection.schema_editor() as editor:
        for model in (Household, Person):
            if model._meta.db_table not in tables:
                editor.create_model(model)


if __name__ == "__main__":
    make_tables()
else:
    application = get_wsgi_application()
