//! What goes wrong before a command reaches the engine, or after.

use super::Problem;
use actix_web::http::StatusCode;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:ident;)+) => {
        /// A reason of the transport, not of the law.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Fault {
            $($(#[$doc])* $name,)+
        }

        impl Fault {
            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The HTTP status.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }

            /// Every fault there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];
        }
    };
}

faults! {
    /// Nothing answers at this path.
    RouteUnknown = "route_unknown", NOT_FOUND;
    /// Something answers at this path, but not with this method: `Allow` says
    /// which.
    MethodUnknown = "method_unknown", METHOD_NOT_ALLOWED;
    /// A query parameter is wrong.
    QueryInvalid = "query_invalid", BAD_REQUEST;
    /// A day that must not be over is.
    DayPast = "day_past", BAD_REQUEST;
    /// A day is more than a year ahead.
    DayFar = "day_far", BAD_REQUEST;
    /// The body is not JSON.
    BodyMalformed = "body_malformed", BAD_REQUEST;
    /// The body is JSON and not what this request takes.
    BodyInvalid = "body_invalid", UNPROCESSABLE_ENTITY;
    /// The body is longer than this service reads.
    BodyTooLarge = "body_too_large", PAYLOAD_TOO_LARGE;
    /// The file is no statement of an account: `reason`, `line` and `field` say
    /// why and where.
    StatementUnreadable = "statement_unreadable", UNPROCESSABLE_ENTITY;
    /// A creditor's list of its cases that cannot be read; `rows` says where and why.
    ListUnreadable = "list_unreadable", UNPROCESSABLE_ENTITY;
    /// The file is larger than this service takes; `max` says how large one may be.
    FileTooLarge = "file_too_large", PAYLOAD_TOO_LARGE;
    /// The file is none of the kinds that are taken, by its content, or not whole.
    FileType = "file_type", UNPROCESSABLE_ENTITY;
    /// The file holds what a program would run: a script, HTML, SVG, macros.
    FileActive = "file_active", UNPROCESSABLE_ENTITY;
    /// A virus scanner found something in the file.
    FileInfected = "file_infected", UNPROCESSABLE_ENTITY;
    /// The virus scanner says nothing of the file: it is not taken until it does.
    ScannerUnavailable = "scanner_unavailable", SERVICE_UNAVAILABLE;
    /// The file is missing or not what it was: those who run the service know.
    FileDamaged = "file_damaged", INTERNAL_SERVER_ERROR;
    /// The body did not come in time.
    BodySlow = "body_slow", REQUEST_TIMEOUT;
    /// The body is of another media type.
    ContentType = "content_type", UNSUPPORTED_MEDIA_TYPE;
    /// A write without `Idempotency-Key`.
    KeyMissing = "idempotency_key_missing", BAD_REQUEST;
    /// `Idempotency-Key` is empty, longer than 255 or not visible ASCII.
    KeyInvalid = "idempotency_key_invalid", BAD_REQUEST;
    /// `If-Match` names no version.
    IfMatchInvalid = "if_match_invalid", BAD_REQUEST;
    /// Nobody known asks: no session or token, or one that no longer holds.
    Unauthenticated = "unauthenticated", UNAUTHORIZED;
    /// Name or password are wrong. Which of them is told apart nowhere.
    SignInFailed = "sign_in_failed", UNAUTHORIZED;
    /// Too many tries to sign in; `Retry-After` says when the next is heard.
    SignInThrottled = "sign_in_throttled", TOO_MANY_REQUESTS;
    /// Name or one-time code are wrong, or the code is too old or used. Which
    /// is told apart nowhere.
    SetupRefused = "setup_refused", UNAUTHORIZED;
    /// The person has several seats and named none.
    SeatRequired = "seat_required", CONFLICT;
    /// The person has no such seat.
    SeatUnknown = "seat_unknown", UNPROCESSABLE_ENTITY;
    /// A write in a session without its CSRF token.
    CsrfMissing = "csrf_missing", FORBIDDEN;
    /// Only a session of a person may do this.
    SessionRequired = "session_required", FORBIDDEN;
    /// Too much to do; try again shortly.
    Busy = "busy", TOO_MANY_REQUESTS;
    /// The same idempotency key is being carried out right now (I-2).
    InFlight = "in_flight", CONFLICT;
    /// The database is out of reach.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE;
    /// Our fault.
    Internal = "internal", INTERNAL_SERVER_ERROR;
}

/// After how many seconds a caller should try again.
const RETRY_AFTER_SECONDS: u32 = 1;

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let mut problem = Self::new(fault.status(), fault.code());
        let again = [Fault::Busy, Fault::InFlight, Fault::Unavailable, Fault::ScannerUnavailable];
        if again.contains(&fault) {
            problem.retry_after = Some(RETRY_AFTER_SECONDS);
        }
        problem
    }
}
