//! One list gives the commands, their kinds and their codes; and which of them
//! are the service's own.

use super::CommandKind;

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? } = $code:literal;)+) => {
        /// What is wanted.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Command {
            $($(#[$doc])* $name { $($(#[$fdoc])* $field: $ty,)* },)+
        }

        /// The kinds of commands: rows of the role table, codes in records.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CommandKind {
            $($(#[$doc])* $name,)+
        }

        impl Command {
            /// Which kind.
            pub const fn kind(&self) -> CommandKind {
                match self { $(Self::$name { .. } => CommandKind::$name,)+ }
            }
        }

        impl CommandKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The kind of a code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

pub(super) use commands;

impl CommandKind {
    /// Whether only the service itself may do this.
    pub const fn is_system(self) -> bool {
        matches!(
            self,
            Self::ExcuseClock
                | Self::ReviseClock
                | Self::StrikeClock
                | Self::StrikeDuty
                | Self::StrikeRequest
        )
    }
}
