//! `--format junit`: each project is a suite, each rule a test case; what a rule finds are its
//! failures.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::shown_path;
use crate::check::{Located, Report};
use crate::finding::Level;
use crate::rules;

/// The document over all projects.
pub(super) fn document(reports: &[Report]) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let written = write(&mut writer, reports);
    let mut bytes = writer.into_inner();
    if written.is_err() {
        // A vector takes whatever is written to it.
        return String::new();
    }
    bytes.push(b'\n');
    String::from_utf8_lossy(&bytes).into_owned()
}

type Xml = Writer<Vec<u8>>;

fn write(writer: &mut Xml, reports: &[Report]) -> std::io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("testsuites")
        .with_attribute(("name", "herokuify"))
        .write_inner_content(|writer| {
            reports.iter().try_for_each(|report| suite(writer, report))
        })?;
    Ok(())
}

/// Errors fail; what is less than that is told in a test case that passes.
fn is_failure(finding: &Located) -> bool {
    finding.level == Level::Error
}

fn suite(writer: &mut Xml, report: &Report) -> std::io::Result<()> {
    let of = |rule: &str| -> Vec<&Located> {
        let findings = report.findings.iter();
        findings.filter(|it| it.rule.name == rule).collect()
    };
    let failed = rules::ALL
        .iter()
        .filter(|rule| of(rule.name).iter().any(|it| is_failure(it)))
        .count();
    let errors = usize::from(report.refusal.is_some());
    writer
        .create_element("testsuite")
        .with_attribute(("name", report.path.to_string_lossy().as_ref()))
        .with_attribute(("tests", (rules::ALL.len() + errors).to_string().as_str()))
        .with_attribute(("failures", failed.to_string().as_str()))
        .with_attribute(("errors", errors.to_string().as_str()))
        .write_inner_content(|writer| {
            for rule in rules::ALL {
                case(writer, report, rule.name, &of(rule.name))?;
            }
            refusal(writer, report)
        })?;
    Ok(())
}

fn case(
    writer: &mut Xml,
    report: &Report,
    rule: &str,
    findings: &[&Located],
) -> std::io::Result<()> {
    let case = writer
        .create_element("testcase")
        .with_attribute(("classname", "herokuify"))
        .with_attribute(("name", rule));
    if findings.is_empty() {
        case.write_empty()?;
        return Ok(());
    }
    let told: Vec<String> = findings.iter().map(|it| told(report, it)).collect();
    let told = told.join("\n");
    match findings.iter().find(|it| is_failure(it)) {
        Some(first) => case.write_inner_content(|writer| {
            writer
                .create_element("failure")
                .with_attribute(("type", first.level.name()))
                .with_attribute(("message", first.message.as_str()))
                .write_text_content(BytesText::new(&told))?;
            Ok(())
        })?,
        None => case.write_inner_content(|writer| {
            writer
                .create_element("system-out")
                .write_text_content(BytesText::new(&told))?;
            Ok(())
        })?,
    };
    Ok(())
}

fn told(report: &Report, finding: &Located) -> String {
    let place = shown_path(report, finding);
    let place = match finding.span {
        Some(span) => format!("{place}:{}:{}", span.line, span.column),
        None => place,
    };
    format!(
        "{place}: {}: {}\n{}\n",
        finding.level.name(),
        finding.message,
        finding.help
    )
}

fn refusal(writer: &mut Xml, report: &Report) -> std::io::Result<()> {
    let Some(refusal) = &report.refusal else {
        return Ok(());
    };
    writer
        .create_element("testcase")
        .with_attribute(("classname", "herokuify"))
        .with_attribute(("name", "readable"))
        .write_inner_content(|writer| {
            writer
                .create_element("error")
                .with_attribute(("message", refusal.message.as_str()))
                .write_empty()?;
            Ok(())
        })?;
    Ok(())
}
