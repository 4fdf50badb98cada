//! Plays Heroku against what `init` leaves behind: a real `pip install`, `collectstatic`, a release
//! phase on a PostgreSQL that speaks TLS alone, the web process on `$PORT`, and requests as the
//! router sends them.
//!
//! These tests need a package index, PostgreSQL, Redis, OpenSSL, bash, and Python 3.10 and 3.12 with
//! their `venv`; each takes about a minute. Those of the package managers need uv, Poetry, Pipenv and
//! pip-tools.
//! `cargo test --test first_push -- --ignored` runs them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test makes its own files, starts programs, and fails where it cannot go on"
)]
#![expect(
    unreachable_pub,
    reason = "nothing outside sees a test; `pub` marks what its other modules use"
)]

mod app;
mod chat;
mod command;
mod dyno;
mod home;
mod http;
mod init;
mod jobs;
mod managers;
mod page;
mod postgres;
mod project;
mod python;
mod redis;
mod repository;
mod router;
mod scenario;
mod server;
mod slug;
mod visit;
mod websocket;

use project::Shape;
use scenario::{Django, Scenario};
use slug::Generation;

const DJANGO_2_2: Django = Django {
    series: "2.2",
    home_python: "3.10",
    heroku_python: "3.10",
};

const DJANGO_3_2: Django = Django {
    series: "3.2",
    home_python: "3.12",
    heroku_python: "3.12",
};

const DJANGO_4_2: Django = Django {
    series: "4.2",
    home_python: "3.12",
    heroku_python: "3.12",
};

const DJANGO_5_2: Django = Django {
    series: "5.2",
    home_python: "3.12",
    heroku_python: "3.14",
};

const DJANGO_6_0: Django = Django {
    series: "6.0",
    home_python: "3.12",
    heroku_python: "3.14",
};

const DJANGO_6_1: Django = Django {
    series: "6.1",
    home_python: "3.12",
    heroku_python: "3.14",
};

const STOCK: Scenario = Scenario {
    django: DJANGO_5_2,
    shape: Shape::Stock,
    generation: Generation::Cedar,
    flags: &[],
};

const WITH_APP: Scenario = Scenario {
    shape: Shape::WithApp,
    ..STOCK
};

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_stock_django_2_2_project_survives_its_first_push() {
    Scenario {
        django: DJANGO_2_2,
        ..STOCK
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_stock_django_3_2_project_survives_its_first_push() {
    Scenario {
        django: DJANGO_3_2,
        ..STOCK
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_stock_django_4_2_project_survives_its_first_push() {
    Scenario {
        django: DJANGO_4_2,
        ..STOCK
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_stock_django_5_2_project_survives_its_first_push() {
    Scenario {
        django: DJANGO_5_2,
        ..STOCK
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_stock_django_6_0_project_survives_its_first_push() {
    Scenario {
        django: DJANGO_6_0,
        ..STOCK
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_stock_django_6_1_project_survives_its_first_push() {
    Scenario {
        django: DJANGO_6_1,
        ..STOCK
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_django_2_2_project_with_an_app_survives_its_first_push() {
    Scenario {
        django: DJANGO_2_2,
        ..WITH_APP
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_django_3_2_project_with_an_app_survives_its_first_push() {
    Scenario {
        django: DJANGO_3_2,
        ..WITH_APP
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_django_4_2_project_with_an_app_survives_its_first_push() {
    Scenario {
        django: DJANGO_4_2,
        ..WITH_APP
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_django_5_2_project_with_an_app_survives_its_first_push() {
    Scenario {
        django: DJANGO_5_2,
        ..WITH_APP
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_django_6_0_project_with_an_app_survives_its_first_push() {
    Scenario {
        django: DJANGO_6_0,
        ..WITH_APP
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_django_6_1_project_with_an_app_survives_its_first_push() {
    Scenario {
        django: DJANGO_6_1,
        ..WITH_APP
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn strict_hsts_leaves_nothing_for_the_deployment_check_to_say() {
    Scenario {
        flags: &["--with", "hsts-strict"],
        ..STOCK
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_project_for_fir_survives_its_first_push() {
    Scenario {
        generation: Generation::Fir,
        flags: &["--generation", "fir"],
        ..WITH_APP
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_websocket_answers_through_daphne() {
    Scenario {
        shape: Shape::ChatOnDaphne,
        ..STOCK
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_websocket_answers_through_uvicorn() {
    Scenario {
        shape: Shape::ChatOnUvicorn,
        ..STOCK
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_websocket_answers_through_uvicorns_workers_in_gunicorn() {
    Scenario {
        shape: Shape::ChatOnGunicorn,
        ..STOCK
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes a minute"]
fn a_websocket_answers_through_daphne_on_fir() {
    Scenario {
        shape: Shape::ChatOnDaphne,
        generation: Generation::Fir,
        flags: &["--generation", "fir"],
        ..STOCK
    }
    .survives();
}

#[test]
#[ignore = "installs Django, starts PostgreSQL and Redis, takes a minute"]
fn celery_does_its_work_over_herokus_redis() {
    Scenario {
        shape: Shape::Jobs,
        ..STOCK
    }
    .survives();
}
