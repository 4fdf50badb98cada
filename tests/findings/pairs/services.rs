//! Pairs for the rules about what lives on other computers than the dyno.

use herokuify::choices::Feature;

use super::{PAIR, Pair};
use crate::sample::{Append, Init, Op, Put, SETTINGS, Swap, With};

/// A Celery app that takes its settings from Django's, and the tool that is its worker.
const CELERY: Op = Put(
    "bookshelf/celery.py",
    "from celery import Celery\n\napp = Celery('bookshelf')\n\
     app.config_from_object('django.conf:settings', namespace='CELERY')\n\
     app.autodiscover_tasks()\n",
);
const INSTALLED: Op = Append("requirements.txt", "celery==5.6.0\n");

pub const PAIRS: &[Pair] = &[
    Pair {
        rule: "caches",
        fails: &[
            With(Feature::Memcachier),
            Init,
            Swap(
                SETTINGS,
                "os.environ.get('MEMCACHIER_SERVERS', '')",
                "'localhost:11211'",
            ),
        ],
        near: &[With(Feature::Memcachier), Init],
        example_on: &[With(Feature::Memcachier)],
        ..PAIR
    },
    Pair {
        rule: "celery-broker",
        fails: &[
            CELERY,
            INSTALLED,
            Init,
            Append(SETTINGS, "CELERY_BROKER_URL = 'amqp://localhost'\n"),
        ],
        near: &[
            CELERY,
            INSTALLED,
            Init,
            Append(
                SETTINGS,
                "CELERY_BROKER_URL = 'amqps://localhost.example.com'\n",
            ),
        ],
        example_on: &[CELERY, INSTALLED, Init],
        ..PAIR
    },
    Pair {
        rule: "celery-broker",
        fails: &[CELERY, INSTALLED, Init],
        near: &[
            CELERY,
            INSTALLED,
            Init,
            // The oldest name of the setting, which still counts.
            Append(SETTINGS, "BROKER_URL = 'amqps://rabbit.example.com'\n"),
        ],
        ..PAIR
    },
    Pair {
        rule: "features",
        fails: &[With(Feature::Celery)],
        near: &[
            CELERY,
            INSTALLED,
            Append(
                SETTINGS,
                "CELERY_BROKER_URL = 'amqps://rabbit.example.com'\n",
            ),
            With(Feature::Celery),
            Init,
        ],
        example_on: &[INSTALLED, With(Feature::Celery)],
        ..PAIR
    },
    Pair {
        rule: "media-storage",
        fails: &[Append(SETTINGS, "MEDIA_ROOT = BASE_DIR / 'media'\n")],
        near: &[
            Append(SETTINGS, "MEDIA_ROOT = BASE_DIR / 'media'\n"),
            Swap(
                SETTINGS,
                "'django.core.files.storage.FileSystemStorage'",
                "'storages.backends.s3.S3Storage'",
            ),
            Append("requirements.txt", "django-storages[s3]==1.14.6\n"),
        ],
        example_on: &[Append(SETTINGS, "MEDIA_ROOT = BASE_DIR / 'media'\n")],
        ..PAIR
    },
    Pair {
        rule: "redis",
        fails: &[
            Append(
                SETTINGS,
                "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.redis.RedisCache', \
                 'LOCATION': 'redis://localhost:6379'}}\n",
            ),
            Append("requirements.txt", "redis==7.0.1\n"),
        ],
        near: &[
            Append(
                SETTINGS,
                "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.redis.RedisCache', \
                 'LOCATION': 'redis://localhost.example.com:6379'}}\n",
            ),
            Append("requirements.txt", "redis==7.0.1\n"),
        ],
        example_on: &[CELERY, INSTALLED, Init],
        ..PAIR
    },
    Pair {
        rule: "redis",
        fails: &[
            Append(
                SETTINGS,
                "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.redis.RedisCache', \
                 'LOCATION': 'redis://localhost:6379'}}\nif 'REDIS_HOST' in os.environ:\n    \
                 CACHES['default']['LOCATION'] = os.environ['REDIS_URL'] + '?ssl_cert_reqs=none'\n",
            ),
            Append("requirements.txt", "redis==7.0.1\n"),
        ],
        // Nothing but the question whether there is such a variable shows that there will be one.
        near: &[
            Append(
                SETTINGS,
                "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.redis.RedisCache', \
                 'LOCATION': 'redis://localhost:6379'}}\nif 'REDIS_URL' in os.environ:\n    \
                 CACHES['default']['LOCATION'] = os.environ['REDIS_URL'] + '?ssl_cert_reqs=none'\n",
            ),
            Append("requirements.txt", "redis==7.0.1\n"),
            Init,
        ],
        ..PAIR
    },
];
