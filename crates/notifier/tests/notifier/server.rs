//! A mail server of a few lines: it speaks just enough SMTP, and says what it
//! is told to say.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server says to the end of the next mails; empty: 250.
#[derive(Clone, Default)]
pub(crate) struct Script {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    answers: Vec<Answer>,
    taken: Vec<String>,
    recipients: Vec<String>,
    lines: usize,
}

#[derive(Clone, Copy)]
pub(crate) enum Answer {
    /// To `RCPT TO`.
    Recipient(&'static str),
    /// To the end of the mail's text.
    Text(&'static str),
    /// Takes the mail, and the line breaks before it says so.
    TakesAndBreaks,
    /// The line breaks at once.
    Breaks,
    /// The server takes the mail and says nothing for good.
    FallsSilent,
}

impl Script {
    pub(crate) fn then(&self, answer: Answer) {
        self.inner.lock().unwrap().answers.push(answer);
    }

    pub(crate) fn taken(&self) -> Vec<String> {
        self.inner.lock().unwrap().taken.clone()
    }

    pub(crate) fn recipients(&self) -> Vec<String> {
        self.inner.lock().unwrap().recipients.clone()
    }

    /// How many lines were opened.
    pub(crate) fn lines(&self) -> usize {
        self.inner.lock().unwrap().lines
    }

    fn next(&self) -> Option<Answer> {
        let mut inner = self.inner.lock().unwrap();
        (!inner.answers.is_empty()).then(|| inner.answers.remove(0))
    }
}

/// Starts the server; returns its port.
pub(crate) async fn start(script: Script) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let script = script.clone();
            script.inner.lock().unwrap().lines += 1;
            tokio::spawn(async move {
                // A line that breaks is part of the story.
                let _ = talk(stream, &script).await;
            });
        }
    });
    port
}

async fn talk(stream: TcpStream, script: &Script) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    say(&mut stream, "220 post.example ESMTP").await?;
    let mut answer = None;
    loop {
        let line = hear(&mut stream).await?;
        let verb = line.split([' ', ':']).next().unwrap_or("").to_uppercase();
        match verb.as_str() {
            "EHLO" => {
                stream.write_all(b"250-post.example\r\n").await?;
                say(&mut stream, "250 8BITMIME").await?;
            }
            "MAIL" => {
                answer = script.next();
                if matches!(answer, Some(Answer::Breaks)) {
                    return Ok(());
                }
                say(&mut stream, "250 2.1.0 sender").await?;
            }
            "RCPT" => {
                if let Some(Answer::Recipient(refusal)) = answer {
                    say(&mut stream, refusal).await?;
                } else {
                    script.inner.lock().unwrap().recipients.push(line);
                    say(&mut stream, "250 2.1.5 recipient").await?;
                }
            }
            "DATA" => {
                say(&mut stream, "354 go on").await?;
                let text = text(&mut stream).await?;
                match answer {
                    Some(Answer::Text(refusal)) => say(&mut stream, refusal).await?,
                    other => {
                        script.inner.lock().unwrap().taken.push(text);
                        match other {
                            Some(Answer::TakesAndBreaks) => return Ok(()),
                            Some(Answer::FallsSilent) => std::future::pending().await,
                            _ => {}
                        }
                        say(&mut stream, "250 2.0.0 taken").await?;
                    }
                }
            }
            "QUIT" => return say(&mut stream, "221 bye").await,
            "" => return Ok(()),
            _ => say(&mut stream, "250 ok").await?,
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, words: &str) -> std::io::Result<()> {
    stream.write_all(format!("{words}\r\n").as_bytes()).await
}

async fn hear(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    Ok(line.trim_end().to_owned())
}

async fn text(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(text);
        }
        text.push_str(&line);
    }
}
