//! As much of a websocket as a test needs.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::server::Server;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A frame that is one whole text.
const TEXT: u8 = 0x81;

/// Opens a websocket as a browser does through the router, says something short, and gives what is
/// said first in return.
pub fn ask(dyno: &Server, domain: &str, path: &str, question: &str) -> String {
    let mut stream = TcpStream::connect(dyno.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {domain}\r\nOrigin: https://{domain}\r\n\
         Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Forwarded-Proto: https\r\n\
         X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Port: 443\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let head = head(&mut stream);
    assert!(head.starts_with("HTTP/1.1 101"), "{head}\n{}", dyno.log());
    // What a browser sends is masked; a mask of zeros changes nothing.
    let length = u8::try_from(question.len()).unwrap();
    let mut frame = vec![TEXT, 0x80 | length, 0, 0, 0, 0];
    frame.extend(question.as_bytes());
    stream.write_all(&frame).unwrap();
    let mut start = [0; 2];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(start[0], TEXT, "no text came back\n{}", dyno.log());
    let mut answer = vec![0; usize::from(start[1])];
    stream.read_exact(&mut answer).unwrap();
    String::from_utf8(answer).unwrap()
}

/// The head of the answer, byte by byte: the first frame may follow at once.
fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    String::from_utf8(head).unwrap()
}
