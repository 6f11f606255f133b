//! A small HTTP/1.1 client of our own service: one connection, kept alive. The
//! benchmark and the demonstration speak to the service through it, as anybody
//! else would; it trusts whom it speaks to and knows neither TLS nor redirects.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;

/// How long a whole answer may take.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    /// Nobody listens there.
    #[error("cannot connect to {address}: {source}")]
    Connect {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// A method, path or header that is none.
    #[error("not a request: {0}")]
    Request(#[from] hyper::http::Error),
    /// The connection failed; whether the request was carried out is unknown.
    #[error("the connection failed: {0}")]
    Connection(#[from] hyper::Error),
    /// No answer in time; whether the request was carried out is unknown.
    #[error("no answer within a minute")]
    Slow,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Response {
    /// Its status.
    pub(crate) status: StatusCode,
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// Its body.
    pub(crate) body: Bytes,
}

impl Response {
    /// A header's value, if it is there and is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A connection that is opened when it is needed and kept.
pub(crate) struct Client {
    address: SocketAddr,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    /// A client that has not connected yet. It must be used on a tokio runtime.
    pub(crate) const fn new(address: SocketAddr) -> Self {
        Self { address, sender: None }
    }

    /// Sends a request and reads the answer, whatever its status. `path` starts
    /// with a slash and may carry a query. A connection that the service closed
    /// meanwhile is opened anew; a request that failed under way is not sent a
    /// second time: the caller repeats it with the same idempotency key (I-2).
    pub(crate) async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Response, HttpError> {
        let request = self.request(method, path, headers, body.into())?;
        match tokio::time::timeout(TIMEOUT, self.exchange(request)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => {
                self.sender = None;
                Err(error)
            }
            Err(_) => {
                self.sender = None;
                Err(HttpError::Slow)
            }
        }
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<Request<Full<Bytes>>, HttpError> {
        let host = HeaderValue::try_from(self.address.to_string());
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, host.map_err(hyper::http::Error::from)?)
            .body(Full::new(body))?;
        for (name, value) in headers {
            let name = HeaderName::try_from(*name).map_err(hyper::http::Error::from)?;
            let value = HeaderValue::try_from(*value).map_err(hyper::http::Error::from)?;
            request.headers_mut().append(name, value);
        }
        Ok(request)
    }

    async fn exchange(&mut self, request: Request<Full<Bytes>>) -> Result<Response, HttpError> {
        let sender = self.connected().await?;
        let (head, body) = sender.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Response { status: head.status, headers: head.headers, body })
    }

    async fn connected(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, HttpError> {
        let kept = match self.sender.take() {
            // Closed by the other side, or about to be.
            Some(mut sender) => sender.ready().await.is_ok().then_some(sender),
            None => None,
        };
        let sender = match kept {
            Some(sender) => sender,
            None => self.open().await?,
        };
        Ok(self.sender.insert(sender))
    }

    async fn open(&self) -> Result<SendRequest<Full<Bytes>>, HttpError> {
        let failed = |source| HttpError::Connect { address: self.address, source };
        let stream = TcpStream::connect(self.address).await.map_err(failed)?;
        // A small request must not wait for the acknowledgement of the last one.
        stream.set_nodelay(true).map_err(failed)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Ends with the connection; what went wrong is told to the sender.
        tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(sender)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;

    /// Answers so many requests on each connection, then closes it; an answer
    /// names connection and request and repeats the body.
    fn serve(connections: usize, requests: usize) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for connection in 0..connections {
                let (stream, _) = listener.accept().unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                for request in 0..requests {
                    let body = read_request(&mut reader);
                    let text = format!("{connection}.{request} {body}");
                    let head = format!(
                        "HTTP/1.1 201 Created\r\nContent-Length: {}\r\nETag: \"1\"\r\n\r\n",
                        text.len()
                    );
                    (&stream).write_all(format!("{head}{text}").as_bytes()).unwrap();
                }
            }
        });
        address
    }

    fn read_request(reader: &mut impl BufRead) -> String {
        let (mut length, mut line) = (0, String::new());
        loop {
            line.clear();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                return String::from_utf8(body).unwrap();
            }
        }
    }

    fn block_on<T>(work: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(work)
    }

    #[test]
    fn a_connection_is_kept_and_opened_anew_once_it_was_closed() {
        let mut client = Client::new(serve(2, 2));
        block_on(async {
            for expected in ["0.0 a", "0.1 a", "1.0 a"] {
                let sent = client.send(Method::POST, "/x?y=1", &[("X-Who", "me")], "a").await;
                let response = sent.unwrap();
                assert_eq!(response.status, StatusCode::CREATED);
                assert_eq!(response.header("etag"), Some("\"1\""));
                assert_eq!(response.body, expected);
            }
        });
    }

    #[test]
    fn what_is_no_request_and_who_does_not_listen_are_told_apart() {
        block_on(async {
            let mut client = Client::new(serve(0, 0));
            let wrong = client.send(Method::GET, "/", &[("a b", "c")], "").await;
            assert!(matches!(wrong, Err(HttpError::Request(_))));
            let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
            let nobody = Client::new(free).send(Method::GET, "/", &[], "").await;
            assert!(matches!(nobody, Err(HttpError::Connect { .. })));
        });
    }
}
