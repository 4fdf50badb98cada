//! A switch of the project's own between home and production.

use crate::site::Site;

#[test]
fn its_variable_is_set_on_heroku_and_no_second_switch_comes_beside_it() {
    let planned = Site::new().switch("development").planned();
    assert_eq!(planned.app_json()["env"]["STAGE"]["value"], "production");
    let set = "heroku config:set STAGE=production ";
    assert!(planned.step(set).is_some());
    let settings = planned.text("gallery/settings.py");
    assert!(settings.contains("if STAGE == \"production\":\n    DATABASES"));
    assert!(!settings.contains("DYNO"), "{settings}");
}

#[test]
fn a_switch_that_is_on_at_home_as_well_is_none() {
    let planned = Site::new().switch("production").planned();
    let settings = planned.text("gallery/settings.py");
    assert!(
        settings.contains("if IS_HEROKU_APP:\n    DATABASES"),
        "{settings}"
    );
    assert!(planned.app_json()["env"]["STAGE"].get("value").is_none());
}
