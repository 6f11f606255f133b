use super::*;

const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const AWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 7));

fn at(seconds: i64) -> Instant {
    Instant::from_seconds(1_795_000_000 + seconds)
}

/// Tries of somebody from an address that has room for all of them.
fn tries(throttle: &Throttle, name: &str, n: u32, now: Instant) -> Result<(), Wait> {
    (0..n).try_for_each(|_| throttle.begin(Some(name), HOME, now))
}

#[test]
fn five_tries_are_free_and_each_further_one_waits_twice_as_long() {
    let throttle = Throttle::default();
    assert_eq!(tries(&throttle, "saomai", 5, at(0)), Ok(()));
    let mut now = 0;
    for wait in [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900] {
        assert_eq!(throttle.begin(Some("saomai"), HOME, at(now)), Err(Wait(wait)));
        assert_eq!(throttle.begin(Some("saomai"), HOME, at(now + 1)), Err(Wait(wait - 1)));
        now += i64::from(wait);
        // Asking meanwhile has not made it longer; now one is let through.
        assert_eq!(throttle.begin(Some("saomai"), HOME, at(now)), Ok(()));
    }
}

#[test]
fn success_and_a_quiet_quarter_of_an_hour_begin_anew() {
    let throttle = Throttle::default();
    for round in 0..3 {
        let now = at(round);
        assert_eq!(tries(&throttle, "saomai", 4, now), Ok(()));
        throttle.succeeded(Some("saomai"), HOME, now);
    }
    assert_eq!(tries(&throttle, "haidang", 5, at(10)), Ok(()));
    assert_eq!(throttle.begin(Some("haidang"), HOME, at(10)), Err(Wait(5)));
    assert_eq!(tries(&throttle, "haidang", 5, at(10 + 5 + 900)), Ok(()));
    // Four, slowly: never five within the window.
    for quarter in 1..20 {
        assert_eq!(tries(&throttle, "binhminh", 4, at(quarter * 901)), Ok(()));
    }
}

#[test]
fn an_unknown_name_waits_like_a_known_one_and_others_do_not() {
    let throttle = Throttle::default();
    let waits = ["saomai", "nobody", ""].map(|name| tries(&throttle, name, 6, at(0)));
    assert_eq!(waits, [Err(Wait(5)); 3]);
    assert_eq!(tries(&throttle, "haidang", 1, at(0)), Ok(()));
}

#[test]
fn anothers_guesses_do_not_make_wait_who_came_in_from_here_before() {
    let throttle = Throttle::default();
    assert_eq!(throttle.begin(Some("saomai"), HOME, at(0)), Ok(()));
    throttle.succeeded(Some("saomai"), HOME, at(0));
    for second in 0..600 {
        let _ = throttle.begin(Some("saomai"), AWAY, at(second));
    }
    assert!(throttle.begin(Some("saomai"), AWAY, at(600)).is_err());
    assert_eq!(throttle.begin(Some("saomai"), HOME, at(600)), Ok(()));
    // From here, too, guessing costs time.
    assert_eq!(tries(&throttle, "saomai", 4, at(600)), Ok(()));
    assert_eq!(throttle.begin(Some("saomai"), HOME, at(600)), Err(Wait(5)));
}

#[test]
fn an_address_has_fifty_tries_and_ten_a_minute_after_that() {
    let throttle = Throttle::default();
    let name = |n: i64| format!("name-{n}");
    for n in 0..50 {
        assert_eq!(throttle.begin(Some(&name(n)), HOME, at(0)), Ok(()));
    }
    assert_eq!(throttle.begin(Some("other"), HOME, at(0)), Err(Wait(6)));
    assert_eq!(throttle.begin(Some("other"), AWAY, at(0)), Ok(()));
    assert_eq!(throttle.begin(Some("other"), HOME, at(6)), Ok(()));
    assert_eq!(throttle.begin(Some("third"), HOME, at(6)), Err(Wait(6)));
    // What succeeds costs nothing: an office behind one address may come in.
    for n in 0..500 {
        let office = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 5));
        assert_eq!(throttle.begin(Some(&name(n)), office, at(6)), Ok(()));
        throttle.succeeded(Some(&name(n)), office, at(6));
    }
}

#[test]
fn systems_and_people_of_one_address_do_not_make_each_other_wait() {
    let throttle = Throttle::default();
    for n in 0..50 {
        assert_eq!(throttle.begin(None, HOME, at(0)), Ok(()));
        assert_eq!(throttle.begin(Some(&n.to_string()), AWAY, at(0)), Ok(()));
    }
    assert_eq!(throttle.begin(None, HOME, at(0)), Err(Wait(6)));
    assert_eq!(throttle.begin(Some("saomai"), HOME, at(0)), Ok(()));
    assert_eq!(throttle.begin(Some("saomai"), AWAY, at(0)), Err(Wait(6)));
    assert_eq!(throttle.begin(None, AWAY, at(0)), Ok(()));
    // A person's success forgives no system's try.
    throttle.succeeded(Some("saomai"), HOME, at(0));
    assert_eq!(throttle.begin(None, HOME, at(0)), Err(Wait(6)));
    throttle.succeeded(None, HOME, at(0));
    assert_eq!(throttle.begin(None, HOME, at(0)), Ok(()));
}

#[test]
fn one_subscriber_of_ipv6_is_one_address_and_a_mapped_one_is_itself() {
    let of = |text: &str| place(text.parse().unwrap());
    assert_eq!(of("2001:db8:0:1::1"), of("2001:db8:0:1:ffff::9"));
    assert_ne!(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
    assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
}

#[test]
fn memory_is_bounded_and_the_oldest_goes() {
    let throttle = Throttle::default();
    assert_eq!(tries(&throttle, "saomai", 5, at(0)), Ok(()));
    for n in 0..11_000_u32 {
        let address = IpAddr::V4(std::net::Ipv4Addr::from_bits(n));
        let name = n.to_string();
        let _ = throttle.begin(Some(&name), address, at(1 + i64::from(n)));
        throttle.succeeded(Some(&name), address, at(1 + i64::from(n)));
        let _ = throttle.begin(Some(&format!("x{n}")), address, at(1 + i64::from(n)));
        let _ = throttle.begin(None, address, at(1 + i64::from(n)));
    }
    let known = throttle.known();
    assert!(known.names.len() <= MOST && known.addresses.len() <= MOST);
    assert!(known.systems.len() <= MOST && known.acquaintances.len() <= MOST);
}
