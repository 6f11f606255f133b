//! From which address a request comes.

use crate::state::Settings;
use actix_web::HttpRequest;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const FORWARDED: &str = "x-forwarded-for";

/// The address that speaks to us; if that is a proxy of ours, the one it says
/// spoke to it. What a caller writes into the header himself stands further
/// left and is not believed, not even where the proxy's own words are not
/// understood.
pub(crate) fn of(settings: &Settings, request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    // Listening on `::` shows callers by IPv4 as mapped addresses.
    let peer = peer.to_canonical();
    let is_ours =
        |address: IpAddr| settings.proxies.iter().any(|proxy| proxy.to_canonical() == address);
    if !is_ours(peer) {
        return peer;
    }
    let lines = request.headers().get_all(FORWARDED);
    let said: Vec<Option<IpAddr>> = lines
        .flat_map(|line| line.to_str().unwrap_or_default().split(','))
        .map(address_in)
        .collect();
    let caller = said.into_iter().rev().find(|one| !one.is_some_and(is_ours));
    caller.flatten().unwrap_or(peer)
}

/// An address as proxies write it: some with the port.
fn address_in(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse().ok().map(|socket: SocketAddr| socket.ip());
    bare.parse().ok().or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_a_proxy_of_ours_is_believed_and_only_about_its_own_caller() {
        let settings = Settings { proxies: vec!["192.0.2.1".parse().unwrap()], ..<_>::default() };
        for (peer, header, expected) in [
            ("198.51.100.7", "203.0.113.5", "198.51.100.7"),
            ("192.0.2.1", "203.0.113.5", "203.0.113.5"),
            ("192.0.2.1", "10.0.0.1, 203.0.113.5", "203.0.113.5"),
            ("192.0.2.1", "203.0.113.5, 192.0.2.1", "203.0.113.5"),
            ("192.0.2.1", "x", "192.0.2.1"),
            // A port does not let through what the caller wrote to its left.
            ("192.0.2.1", "10.0.0.1, 203.0.113.5:4711", "203.0.113.5"),
            ("192.0.2.1", "10.0.0.1, [2001:db8::5]:4711", "2001:db8::5"),
            ("192.0.2.1", "10.0.0.1, unknown", "192.0.2.1"),
            ("[::ffff:192.0.2.1]", "203.0.113.5", "203.0.113.5"),
        ] {
            let request = TestRequest::default()
                .peer_addr(format!("{peer}:1234").parse().unwrap())
                .insert_header((FORWARDED, header))
                .to_http_request();
            assert_eq!(of(&settings, &request).to_string(), expected, "{peer} {header}");
        }
    }
}
