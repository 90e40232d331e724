//! The trail at the end of a story: what happened is sealed, and verifies.

use rules::trail::verify::Finding;
use service::ops::trail::{ListTrailHeads, VerifyTrail, Walked};

use crate::world::Inner;

/// Seals what waits and walks every chain: nothing is wrong, and nothing is left unsealed.
pub(crate) fn holds(world: &Inner) {
    let service = world.service();
    world.run(service.seal()).expect("events can be sealed");
    let (found, unsealed) = walked(world);
    assert_eq!(found, [], "OP-2: the trail is what was sealed");
    assert_eq!(unsealed, 0, "OP-2: every event is sealed");
}

/// What a walk along every chain finds, and how many events are not sealed.
pub(crate) fn walked(world: &Inner) -> (Vec<Finding>, u64) {
    let there = world
        .operator(&ListTrailHeads)
        .expect("the heads can be read");
    let (mut found, mut unsealed) = (there.findings, 0);
    for chain in there.chains {
        let mut verify = VerifyTrail {
            chain,
            position: there.position,
            exported: Vec::new(),
            from: None,
        };
        loop {
            let (walked, findings) = world.operator(&verify).expect("a chain can be walked");
            found.extend(findings);
            match walked {
                Walked::On(under_way) => verify.from = Some(*under_way),
                Walked::Whole { tail, .. } => {
                    unsealed += tail.count;
                    break;
                }
                Walked::Purged => panic!("nobody purges here"),
            }
        }
    }
    (found, unsealed)
}
