//! Pairs for the rules about the Procfile.

use super::{PAIR, Pair};
use crate::sample::{All, Append, Bytes, Drop, Fir, Init, Op, Put, SETTINGS, Swap};

const WEB: &str = "web: gunicorn bookshelf.wsgi --log-file -";
const RELEASE: &str = "release: python manage.py migrate --noinput\n";

/// Channels, served by daphne, with a consumer that needs models.
const CHANNELS: Op = All(&[
    Append(SETTINGS, "INSTALLED_APPS += ['channels']\n"),
    Append("requirements.txt", "channels[daphne]==4.3.1\n"),
    Put(
        "bookshelf/consumers.py",
        "from channels.generic.websocket import WebsocketConsumer\n\n\
         from catalogue.models import Book\n\n\nclass Shelf(WebsocketConsumer):\n    model = Book\n",
    ),
    Put(
        "bookshelf/asgi.py",
        "import os\n\n\
         from channels.routing import ProtocolTypeRouter, URLRouter\n\
         from django.core.asgi import get_asgi_application\n\
         from django.urls import path\n\n\
         os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'bookshelf.settings')\n\
         pages = get_asgi_application()\n\n\
         from bookshelf.consumers import Shelf\n\n\
         sockets = URLRouter([path('shelf', Shelf.as_asgi())])\n\
         application = ProtocolTypeRouter({'http': pages, 'websocket': sockets})\n",
    ),
    Drop("Procfile"),
    Init,
]);

pub const PAIRS: &[Pair] = &[
    Pair {
        rule: "asgi",
        fails: &[CHANNELS, Swap("bookshelf/asgi.py", "'http': pages, ", "")],
        near: &[
            CHANNELS,
            Swap("bookshelf/asgi.py", "{'http': pages,", "{\"http\": pages,"),
        ],
        example_needs: Some("Channels"),
        ..PAIR
    },
    Pair {
        rule: "asgi",
        fails: &[
            CHANNELS,
            Swap(
                "bookshelf/asgi.py",
                "from bookshelf.consumers import Shelf\n",
                "",
            ),
            Swap(
                "bookshelf/asgi.py",
                "import os\n",
                "import os\n\nfrom bookshelf.consumers import Shelf\n",
            ),
        ],
        // Nobody imports the models of the consumer before it is connected.
        near: &[
            CHANNELS,
            Swap(
                "bookshelf/asgi.py",
                "from bookshelf.consumers import Shelf\n",
                "",
            ),
            Swap(
                "bookshelf/asgi.py",
                "import os\n",
                "import os\n\nfrom bookshelf.consumers import Shelf\n",
            ),
            Swap(
                "bookshelf/consumers.py",
                "from catalogue.models import Book\n",
                "",
            ),
            Swap("bookshelf/consumers.py", "model = Book", "groups = ['all']"),
        ],
        ..PAIR
    },
    Pair {
        rule: "asgi-entry",
        fails: &[
            CHANNELS,
            Put(
                "bookshelf/routing.py",
                "from channels.routing import ProtocolTypeRouter\n\napplication = ProtocolTypeRouter({'http': None})\n",
            ),
            Append(
                "bookshelf/settings.py",
                "ASGI_APPLICATION = 'bookshelf.routing.application'\n",
            ),
            Swap("Procfile", "bookshelf.asgi", "bookshelf.routing"),
        ],
        // What the server imports names the settings and sets Django up.
        near: &[
            CHANNELS,
            Put(
                "bookshelf/routing.py",
                "import os\n\n\
                 from channels.routing import ProtocolTypeRouter\n\
                 from django.core.asgi import get_asgi_application\n\n\
                 os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'bookshelf.settings')\n\n\
                 application = ProtocolTypeRouter({'http': get_asgi_application()})\n",
            ),
            Append(
                "bookshelf/settings.py",
                "ASGI_APPLICATION = 'bookshelf.routing.application'\n",
            ),
            Swap("Procfile", "bookshelf.asgi", "bookshelf.routing"),
        ],
        example_needs: Some("Channels"),
        ..PAIR
    },
    Pair {
        rule: "development-server",
        fails: &[Swap(
            "Procfile",
            WEB,
            "web: python manage.py runserver 0.0.0.0:$PORT",
        )],
        near: &[Append(
            "Procfile",
            "shell: python manage.py shell -c 'print(\"runserver\")'\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "gunicorn-worker",
        fails: &[Swap(
            "Procfile",
            WEB,
            "web: gunicorn bookshelf.wsgi -k eventlet",
        )],
        near: &[
            Swap("Procfile", WEB, "web: gunicorn bookshelf.wsgi -k eventlet"),
            Swap("requirements.txt", "gunicorn==27.0.1", "gunicorn==25.0.0"),
        ],
        ..PAIR
    },
    Pair {
        rule: "manage-path",
        fails: &[Swap(
            "Procfile",
            RELEASE,
            "release: cd catalogue && python manage.py migrate\n",
        )],
        near: &[Swap(
            "Procfile",
            RELEASE,
            "release: cd catalogue && python ../manage.py migrate\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "procfile-format",
        fails: &[Bytes(
            "Procfile",
            b"\xef\xbb\xbfweb: gunicorn bookshelf.wsgi\nrelease: python manage.py migrate\n",
        )],
        near: &[Append("Procfile", "\n# a comment without a colon\n")],
        also: &["procfile"],
        ..PAIR
    },
    Pair {
        rule: "process-names",
        fails: &[Append(
            "Procfile",
            "clear-sessions: python manage.py clearsessions\n",
        )],
        near: &[Append(
            "Procfile",
            "clearsessions2: python manage.py clearsessions\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "process-programs",
        fails: &[Swap(
            "Procfile",
            WEB,
            "web: poetry run gunicorn bookshelf.wsgi",
        )],
        near: &[Swap(
            "Procfile",
            WEB,
            "web: WEB_CONCURRENCY=2 exec gunicorn bookshelf.wsgi",
        )],
        ..PAIR
    },
    Pair {
        rule: "process-programs",
        fails: &[Append("Procfile", "worker: celery -A bookshelf worker\n")],
        near: &[Swap(
            "Procfile",
            WEB,
            "web: WEB_CONCURRENCY=3 exec gunicorn bookshelf.wsgi",
        )],
        also: &["app-json", "dependencies"],
        ..PAIR
    },
    Pair {
        rule: "release-phase",
        fails: &[Swap(
            "Procfile",
            RELEASE,
            "release: python manage.py makemigrations && python manage.py migrate\n",
        )],
        near: &[Swap(
            "Procfile",
            RELEASE,
            "release: python manage.py makemigrations --check && python manage.py migrate\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "served-application",
        fails: &[Swap("Procfile", WEB, "web: gunicorn bookshelf.wsgl")],
        near: &[
            Swap("Procfile", WEB, "web: gunicorn bookshelf.serve:app"),
            Put(
                "bookshelf/serve.py",
                "from bookshelf.wsgi import application as app\n",
            ),
        ],
        ..PAIR
    },
    Pair {
        rule: "served-application",
        fails: &[Swap("Procfile", WEB, "web: gunicorn bookshelf.wsgi:app")],
        near: &[Swap(
            "Procfile",
            WEB,
            "web: gunicorn -w 2 bookshelf.wsgi:application --name a.b",
        )],
        ..PAIR
    },
    Pair {
        rule: "web-port",
        fails: &[Swap(
            "Procfile",
            WEB,
            "web: gunicorn bookshelf.wsgi -b 0.0.0.0:8000",
        )],
        near: &[Swap(
            "Procfile",
            WEB,
            "web: gunicorn bookshelf.wsgi -b 0.0.0.0:${PORT:-8000}",
        )],
        ..PAIR
    },
    Pair {
        rule: "web-port",
        fails: &[Swap(
            "Procfile",
            WEB,
            "web: gunicorn bookshelf.wsgi --bind=127.0.0.1:$PORT",
        )],
        near: &[Swap(
            "Procfile",
            WEB,
            "web: gunicorn bookshelf.wsgi --bind=:$PORT",
        )],
        ..PAIR
    },
    Pair {
        rule: "web-port",
        fails: &[
            Swap("Procfile", WEB, "web: uvicorn bookshelf.asgi:application"),
            Append("requirements.txt", "uvicorn==0.38.0\n"),
        ],
        near: &[
            Swap(
                "Procfile",
                WEB,
                "web: uvicorn bookshelf.asgi:application --host 0.0.0.0 --port $PORT",
            ),
            Append("requirements.txt", "uvicorn==0.38.0\n"),
        ],
        ..PAIR
    },
    Pair {
        rule: "heroku-yml",
        fails: &[Put(
            "heroku.yml",
            "build:\n  docker:\n    web: Dockerfile\n",
        )],
        near: &[Put(
            "docker/heroku.yml",
            "build:\n  docker:\n    web: Dockerfile\n",
        )],
        also: &["app-json", "container"],
        ..PAIR
    },
    Pair {
        rule: "web-port",
        fails: &[
            Swap(
                "Procfile",
                WEB,
                "web: gunicorn bookshelf.wsgi --bind 0.0.0.0:$PORT",
            ),
            Swap("bookshelf/settings.py", "CompressedManifest", "Compressed"),
            Fir,
        ],
        near: &[
            Swap(
                "Procfile",
                WEB,
                "web: gunicorn bookshelf.wsgi --bind [::]:$PORT",
            ),
            Swap("bookshelf/settings.py", "CompressedManifest", "Compressed"),
            Fir,
        ],
        ..PAIR
    },
    Pair {
        rule: "release-phase",
        fails: &[Append(
            "Procfile",
            "assets: python manage.py makemigrations\n",
        )],
        near: &[Append(
            "Procfile",
            "assets: python manage.py collectstatic --noinput\n",
        )],
        ..PAIR
    },
    Pair {
        rule: "manage-py-place",
        fails: &[Drop("manage.py")],
        near: &[Put("docs/example/deep/manage.py", "# an example\n")],
        also: &["manage-path"],
        ..PAIR
    },
];
