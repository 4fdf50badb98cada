//! Python's format language, as far as it is followed.

/// The simple part of Python's format language.
pub(super) struct Layout {
    fill: char,
    align: Option<char>,
    width: usize,
    precision: Option<usize>,
    kind: Option<char>,
}

impl Layout {
    pub(super) fn parse(spec: &str) -> Option<Self> {
        let chars: Vec<char> = spec.chars().collect();
        let is_align = |c: Option<&char>| c.copied().filter(|c| matches!(c, '<' | '>' | '^'));
        let (mut fill, align, mut at) = match (is_align(chars.get(1)), is_align(chars.first())) {
            (Some(align), _) => (chars[0], Some(align), 2),
            (None, Some(align)) => (' ', Some(align), 1),
            (None, None) => (' ', None, 0),
        };
        let mut align = align;
        if align.is_none() && chars.get(at) == Some(&'0') {
            fill = '0';
            align = Some('=');
            at += 1;
        }
        let number = |at: &mut usize| {
            let start = *at;
            while chars.get(*at).is_some_and(char::is_ascii_digit) {
                *at += 1;
            }
            let digits: String = chars[start..*at].iter().collect();
            digits.parse::<usize>().ok().filter(|number| *number < 1000)
        };
        let width = number(&mut at);
        let mut precision = None;
        if chars.get(at) == Some(&'.') {
            at += 1;
            precision = Some(number(&mut at)?);
        }
        let kind = chars.get(at).copied();
        (at + usize::from(kind.is_some()) == chars.len()).then_some(Self {
            fill,
            align,
            width: width.unwrap_or(0),
            precision,
            kind,
        })
    }

    pub(super) fn padded(&self, text: &str, default: char) -> Option<String> {
        let missing = self.width.saturating_sub(text.chars().count());
        let fill = |count: usize| self.fill.to_string().repeat(count);
        Some(match self.align.unwrap_or(default) {
            '<' => format!("{text}{}", fill(missing)),
            '>' => format!("{}{text}", fill(missing)),
            '^' => format!("{}{text}{}", fill(missing / 2), fill(missing - missing / 2)),
            '=' => {
                let (sign, digits) = match text.strip_prefix('-') {
                    Some(digits) => ("-", digits),
                    None => ("", text),
                };
                format!("{sign}{}{digits}", fill(missing))
            }
            _ => return None,
        })
    }

    pub(super) fn text(&self, text: &str) -> Option<String> {
        if !matches!(self.kind, None | Some('s')) || self.align == Some('=') {
            return None;
        }
        match self.precision {
            Some(precision) => self.padded(&text.chars().take(precision).collect::<String>(), '<'),
            None => self.padded(text, '<'),
        }
    }

    pub(super) fn number(&self, number: i64) -> Option<String> {
        if !matches!(self.kind, None | Some('d')) || self.precision.is_some() {
            return None;
        }
        self.padded(&number.to_string(), '>')
    }

    pub(super) fn float(&self, number: f64) -> Option<String> {
        match (self.kind, self.precision) {
            (Some('f'), precision) => {
                self.padded(&format!("{number:.*}", precision.unwrap_or(6)), '>')
            }
            _ => None,
        }
    }
}
