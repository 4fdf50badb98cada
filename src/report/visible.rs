//! Other people's text, made fit for a terminal: it cannot move the cursor, change a colour, turn
//! the direction of reading, or break out of its column.

use console::measure_text_width;

/// Where tabs stop.
const TAB: usize = 4;

/// The text with tabs as spaces and with a picture in place of each character that a terminal would
/// obey instead of showing.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut column = 0;
    for character in text.chars() {
        if character == '\t' {
            let spaces = TAB - column % TAB;
            shown.extend(std::iter::repeat_n(' ', spaces));
            column += spaces;
        } else {
            let character = picture(character);
            shown.push(character);
            column += width(character);
        }
    }
    shown
}

fn picture(character: char) -> char {
    match character {
        '\0'..='\u{1f}' => {
            char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        '\u{7f}' => '\u{2421}',
        // C1 controls, then what turns the direction or has no width of its own.
        '\u{80}'..='\u{9f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => char::REPLACEMENT_CHARACTER,
        character => character,
    }
}

/// The text in pieces of at most `columns` columns; at least one piece. A character that is wider
/// than all of them has a piece of its own.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for character in text.chars() {
        let width = width(character);
        if used > 0 && used + width > columns {
            pieces.push(String::new());
            used = 0;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(character);
        }
        used += width;
    }
    pieces
}

/// The words in lines of at most `columns` columns; a word that is longer stays whole.
pub(super) fn filled(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if measure_text_width(line) + 1 + measure_text_width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn width(character: char) -> usize {
    measure_text_width(character.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_instead() {
        assert_eq!(visible("a\u{1b}[31mb"), "a\u{241b}[31mb");
        assert_eq!(visible("a\rb\u{7}\u{7f}"), "a\u{240d}b\u{2407}\u{2421}");
        assert_eq!(visible("\u{9b}2J\u{202e}x"), "\u{fffd}2J\u{fffd}x");
    }

    #[test]
    fn tabs_stop_every_four_columns_behind_wide_characters_too() {
        assert_eq!(visible("\ta"), "    a");
        assert_eq!(visible("ab\tc"), "ab  c");
        assert_eq!(visible("漢\tc"), "漢  c");
    }

    #[test]
    fn pieces_never_are_wider_than_the_columns_and_lose_nothing() {
        let text = "def größe(): return '漢字漢字' # and then some";
        for columns in 2..30 {
            let pieces = wrapped(text, columns);
            assert_eq!(pieces.concat(), text);
            assert!(
                pieces
                    .iter()
                    .all(|piece| measure_text_width(piece) <= columns)
            );
        }
        assert_eq!(wrapped("", 10), [""]);
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(filled("one two  three", 7), ["one two", "three"]);
        assert_eq!(filled("incomprehensible", 4), ["incomprehensible"]);
    }
}
