//! Whose account it is: what institutions say of the holder, and the debtor.

use crate::support::money::*;
use crate::support::story::*;
use crate::support::{House, number as number_of, on_both};
use engine::answer::{Findings, Outcome};
use engine::command::Command;
use engine::demand::ItemAnswer;
use engine::identity::{Holder, Identifier, IdentifierKind};
use engine::instrument::{ContentHash, InfoType};
use engine::money::Money;
use engine::order::{DeductLine, Identity, Order};
use engine::refusal::Refusal;
use engine::role::Role;

/// What an institution says of the holder is compared with the case's debtor, which a
/// lane reads for it, and so is what an inquiry's answer said.
#[test]
fn whose_account_it_is_is_known_to_the_lane() {
    on_both(|database| {
        let house = House::on(database);
        let payee = house.payee();
        let case = house.open_case(officer(), case_content("3/THA", "saomai", "Nguyễn Đức Ấn"));
        let (_, asked) = house.file(officer(), case, asking(&[InfoType::Account], &["ACB"]));
        let demand = to(&asked, "ACB");
        let mut answer = found(&house, house.items(system_of("ACB"), demand)[0]);
        let Outcome::Found { findings: Findings::Account(accounts), .. } = &mut answer.body else {
            panic!("accounts");
        };
        accounts[0].held_identifier = Some(cccd());
        house.act(system_of("ACB"), Command::SubmitAnswer { demand, answers: vec![answer] });

        let (_, served) = house.frozen_at(case, "12/QĐ-CCTHADS", &["VCB"]);
        let mut body = frozen(FROZEN_ACCOUNT, 200_000_000);
        let Outcome::Frozen { accounts } = &mut body else { panic!("frozen") };
        let other = Identifier::parse(IdentifierKind::Cccd, "001085005678").unwrap();
        accounts[0].held_identifier = Some(other.clone());
        // By two hands: what a draft says is known when it is submitted.
        let answers = vec![ItemAnswer::new(house.first_item(served[0]), body)];
        let hash = ContentHash::of(&answers);
        house.act(vcb_maker(), Command::SaveDraft { demand: served[0], answers });
        let submit = Command::SubmitDraft { demand: served[0], hash };
        house.act(banker("vcb.duyet", Role::BankChecker, "VCB"), submit);
        let told = "select count(*) from notice where code = 'holder_differs'";
        assert_eq!(number_of(database, told), 1);
        let view = house.money(case);
        let hold = &view.ledger.holds[0];
        assert_eq!(hold.care.held_identifier, Some(other));
        assert_eq!(view.holders.get(&hold.id), Some(&Holder::Other));

        let matched = Identity::new(Identity::MATCHED, None);
        let file = |lines, identity: &Identity, number| {
            let order = Order::Deduct { payee, identity: identity.clone(), lines };
            let content = Box::new(house.content(Some(number), order));
            house.attempt(officer(), Command::FileOrder { case, content })
        };
        let amount = Money::vnd(1_000_000);
        let held = || vec![DeductLine::Held { hold: hold.id, amount }];
        let pointer = "/order/lines/0/hold".to_owned();
        let refused = file(held(), &matched, "13/QĐ-CCTHADS").unwrap_err();
        assert_eq!(refused, Refusal::HolderDiffers { pointer });
        let direct = |bank| {
            let (institution, account) = (institution(bank), number(SECRET_ACCOUNT));
            vec![DeductLine::Direct { institution, account, amount }]
        };
        let pointer = "/order/lines/0/account".to_owned();
        let refused = file(direct("BID"), &matched, "13/QĐ-CCTHADS").unwrap_err();
        assert_eq!(refused, Refusal::HolderUnknown { pointer });
        let note = Some("CCCD cũ, giấy xác nhận số định danh".to_owned());
        let seen = Identity::new("document_seen", note);
        file(held(), &seen, "13/QĐ-CCTHADS").unwrap();
        // It is judged anew when it goes out.
        let lines = direct("ACB");
        let order = Order::Deduct { payee, identity: matched, lines };
        house.order(case, house.content(Some("14/QĐ-CCTHADS"), order));
    });
}
