//! From which address a request comes.

use crate::state::Settings;
use actix_web::HttpRequest;
use std::net::{IpAddr, Ipv4Addr};

const FORWARDED: &str = "x-forwarded-for";

/// The address that speaks to us; if that is a proxy of ours, the one it says
/// spoke to it. What a caller writes into the header himself stands further
/// left and is not believed.
pub(crate) fn of(settings: &Settings, request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    if !settings.proxies.contains(&peer) {
        return peer;
    }
    let lines = request.headers().get_all(FORWARDED).filter_map(|line| line.to_str().ok());
    let said: Vec<IpAddr> =
        lines.flat_map(|line| line.split(',')).filter_map(|one| one.trim().parse().ok()).collect();
    let caller = said.into_iter().rev().find(|one| !settings.proxies.contains(one));
    caller.unwrap_or(peer)
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
        ] {
            let request = TestRequest::default()
                .peer_addr(format!("{peer}:1234").parse().unwrap())
                .insert_header((FORWARDED, header))
                .to_http_request();
            assert_eq!(of(&settings, &request).to_string(), expected, "{peer} {header}");
        }
    }
}
