// Who offers what to whom, and on which condition?
//
// An offer is what an actor PROPOSES. Whom it is made to is the target of the proposed event, where the text says so.
// A condition is followed from the offer; it is negated where the text says that there is no such condition.

// name: offers
MATCH (proposer:Actor)-[p:PROPOSES]->(offer)
OPTIONAL MATCH (offer)-[:TARGET]->(other:Actor) WHERE other <> proposer
OPTIONAL MATCH (offer)-[c:CONDITIONS_ON]->(condition)
RETURN p.date AS date, proposer.name AS who, collect(DISTINCT other.name) AS to_whom, offer.text AS offer,
       coalesce(CASE c.negated WHEN true THEN 'not ' ELSE '' END + c.kind + ': ' + condition.text, '') AS condition
ORDER BY date, who, offer, condition;
