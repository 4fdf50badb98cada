//! A site that puts work off, to Celery.

use std::fs;
use std::path::Path;

use crate::project::edit;

const CELERY: &str = "\
import os

from celery import Celery

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')

app = Celery('mysite')
app.config_from_object('django.conf:settings', namespace='CELERY')
app.autodiscover_tasks()
";

const INIT: &str = "\
from .celery import app as celery_app

__all__ = ['celery_app']
";

const TASKS: &str = "\
from celery import shared_task


@shared_task
def add(one, other):
    return one + other
";

const URLS: &str = "\
from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

from sums.tasks import add


def total(request):
    return HttpResponse('the total is %d' % add.delay(40, 2).get(timeout=20))


urlpatterns = [path('admin/', admin.site.urls), path('total/', total)]
";

const SETTINGS: &str = "
CELERY_BROKER_URL = 'redis://localhost:6379/0'
CELERY_RESULT_BACKEND = 'redis://localhost:6379/0'
";

/// A page that shows what a worker has worked out.
pub const PATH: &str = "/total/";

/// What that page says.
pub const TOTAL: &str = "the total is 42";

/// Adds the site's own code to a stock project.
pub fn add(folder: &Path) {
    fs::create_dir(folder.join("sums")).unwrap();
    for (path, text) in [
        ("sums/__init__.py", ""),
        ("sums/tasks.py", TASKS),
        ("mysite/__init__.py", INIT),
        ("mysite/celery.py", CELERY),
        ("mysite/urls.py", URLS),
    ] {
        fs::write(folder.join(path), text).unwrap();
    }
    edit(&folder.join("mysite/settings.py"), |settings| {
        let staticfiles = "    'django.contrib.staticfiles',\n";
        assert!(settings.contains(staticfiles), "an unusual startproject");
        settings.replace(staticfiles, &format!("{staticfiles}    'sums',\n")) + SETTINGS
    });
}
