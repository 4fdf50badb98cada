//! A switch of the project's own between home and production.

use crate::site::Site;

#[test]
fn its_variable_is_set_on_heroku_and_no_second_switch_comes_beside_it() {
    let planned = Site::new().switch().planned();
    assert_eq!(planned.app_json()["env"]["STAGE"]["value"], "production");
    let set = "heroku config:set STAGE=production ";
    assert!(planned.step(set).is_some());
    let settings = planned.text("gallery/settings.py");
    assert!(settings.contains("if STAGE == \"production\":\n    DATABASES"));
    assert!(!settings.contains("DYNO"), "{settings}");
}
