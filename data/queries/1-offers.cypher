// Who offers what to whom, and on which condition?
//
// An offer is what an actor PROPOSES. Whom it is made to is the target of the proposed event, where the text says so.
// A condition is followed from the offer; `negated` is true where the text says that there is no such condition.

// name: offers
MATCH (proposer:Actor)-[p:PROPOSES]->(offer)
OPTIONAL MATCH (offer)-[:TARGET]->(other:Actor) WHERE other <> proposer
OPTIONAL MATCH (offer)-[c:CONDITIONS_ON]->(condition)
RETURN p.date AS date, proposer.name AS who, collect(DISTINCT other.name) AS to_whom, offer.text AS offer,
       c.kind AS kind, c.negated AS negated, condition.text AS condition
ORDER BY date, who, offer, condition;
