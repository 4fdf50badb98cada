//! Lines as an editor sees them: indentation, line ends, blank lines.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, ParseOptions};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Module;

/// White space that Python skips inside a line.
const INLINE_SPACE: [char; 3] = [' ', '\t', '\x0c'];

impl Module {
    /// The line end that a new line beside `offset` takes: that of its own line, or of the line
    /// before where its own is the last and has none.
    pub fn newline_at(&self, offset: TextSize) -> &str {
        let own = line_ending(&self.text()[..usize::from(self.line_end(offset))]);
        let before = || line_ending(&self.text()[..usize::from(self.line_start(offset))]);
        own.or_else(before).unwrap_or("\n")
    }

    /// The white space with which the line of `offset` begins, form feeds left out.
    pub fn indentation_at(&self, offset: TextSize) -> &str {
        let line = self.line_text(offset).trim_start_matches('\x0c');
        let code = line.trim_start_matches([' ', '\t']);
        &line[..line.len() - code.len()]
    }

    /// The line of `offset`, line end included.
    pub fn line_text(&self, offset: TextSize) -> &str {
        &self.text()[TextRange::new(self.line_start(offset), self.line_end(offset))]
    }

    /// Where the line of `offset` ends, before its line end.
    pub fn line_content_end(&self, offset: TextSize) -> TextSize {
        let line = self.line_text(offset);
        let content = line.trim_end_matches(['\r', '\n']);
        self.line_start(offset) + TextSize::of(content)
    }

    /// Whether nothing but white space stands before `offset` on its line.
    pub fn begins_line(&self, offset: TextSize) -> bool {
        let before = TextRange::new(self.line_start(offset), offset);
        self.text()[before].trim_matches(INLINE_SPACE).is_empty()
    }

    /// Whether nothing but white space and a comment stands behind `offset` on its line.
    ///
    /// `offset` must be the end of a token other than a comment.
    pub fn finishes_line(&self, offset: TextSize) -> bool {
        let rest = self.rest_of_line(offset);
        rest.is_empty() || rest.starts_with('#')
    }

    /// What stands behind `offset` on its line, white space around it left out.
    pub fn rest_of_line(&self, offset: TextSize) -> &str {
        let rest = TextRange::new(offset, self.line_content_end(offset));
        self.text()[rest].trim_matches(INLINE_SPACE)
    }

    /// Whether the line of `offset` holds nothing but white space.
    pub fn is_blank_line(&self, offset: TextSize) -> bool {
        self.line_text(offset).trim().is_empty()
    }

    /// Where the line before that of `offset` begins; `None` on the first line.
    pub fn previous_line(&self, offset: TextSize) -> Option<TextSize> {
        let start = self.line_start(offset);
        let before = start.checked_sub(TextSize::from(1))?;
        Some(self.line_start(before))
    }

    /// The start of the comment lines directly above the line of `offset`, indented alike and
    /// without a blank line between; the start of that line itself where there are none. A shebang
    /// and a coding cookie are the file's, not a statement's.
    pub fn with_comments_above(&self, offset: TextSize) -> TextSize {
        let indent = self.indentation_at(offset);
        let mut start = self.line_start(offset);
        while let Some(line) = self.previous_line(start) {
            let belongs = self.is_comment_line(line) && self.indentation_at(line) == indent;
            if !belongs || self.is_file_header(line) {
                break;
            }
            start = line;
        }
        start
    }

    /// Whether the line of `offset` holds a comment and nothing else. Inside a string, what looks
    /// like one is taken for one.
    pub fn is_comment_line(&self, offset: TextSize) -> bool {
        self.line_text(offset)
            .trim_start_matches(INLINE_SPACE)
            .starts_with('#')
    }

    /// Whether this line is a shebang or a coding cookie.
    fn is_file_header(&self, line: TextSize) -> bool {
        let text = self.line_text(line);
        let number = self.line(line);
        (number == 1 && text.starts_with("#!"))
            || (number <= 2 && (text.contains("coding:") || text.contains("coding=")))
    }

    /// How many blank lines stand directly before the line that begins at `start`.
    pub fn blank_lines_before(&self, start: TextSize) -> usize {
        std::iter::successors(self.previous_line(start), |line| self.previous_line(*line))
            .take_while(|line| self.is_blank_line(*line))
            .count()
    }

    /// The end of the blank lines that begin at `start`.
    pub fn after_blank_lines(&self, start: TextSize) -> TextSize {
        let mut end = start;
        while end < TextSize::of(self.text()) && self.is_blank_line(end) {
            end = self.line_end(end);
        }
        end
    }
}

/// The line end with which `text` ends.
fn line_ending(text: &str) -> Option<&str> {
    ["\r\n", "\n", "\r"]
        .into_iter()
        .find(|ending| text.ends_with(ending))
}

/// `code` with `indent` before each line but the first and empty ones, its line ends made
/// `newline`. Lines inside a string keep their beginning: it is the string's.
pub(super) fn indented(code: &str, indent: &str, newline: &str) -> String {
    let code = code.replace("\r\n", "\n");
    let inside_strings = string_ranges(&code);
    let mut result = String::with_capacity(code.len());
    let mut offset = TextSize::default();
    for (number, line) in code.split('\n').enumerate() {
        if number > 0 {
            result.push_str(newline);
            if !line.is_empty() && !inside_strings.iter().any(|range| holds(*range, offset)) {
                result.push_str(indent);
            }
        }
        result.push_str(line);
        offset += TextSize::of(line) + TextSize::of('\n');
    }
    result
}

/// Whether a line that begins at `offset` begins inside the string at `range`. The text of an
/// interpolated string ends before its closing quotes: a line that begins with these is inside.
fn holds(range: TextRange, offset: TextSize) -> bool {
    range.start() < offset && offset <= range.end()
}

/// The strings of `code` that span lines, interpolated ones included.
pub(super) fn string_ranges(code: &str) -> Vec<TextRange> {
    // Only three quotes or an escaped line end carry a string over to the next line.
    let may_span = ["\"\"\"", "'''", "\\\n", "\\\r"];
    if !may_span.iter().any(|mark| code.contains(mark)) {
        return Vec::new();
    }
    let parsed = ruff_python_parser::parse_unchecked(code, ParseOptions::from(Mode::Module));
    parsed
        .tokens()
        .iter()
        .filter(|token| {
            matches!(
                token.kind(),
                TokenKind::String | TokenKind::FStringMiddle | TokenKind::TStringMiddle
            )
        })
        .map(Ranged::range)
        .filter(|range| code[*range].contains(['\n', '\r']))
        .collect()
}
