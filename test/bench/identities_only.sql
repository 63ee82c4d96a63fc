-- The extension with nothing but what the peers check: the three identities.

UPDATE budget.rule SET severity = 'off' WHERE kind <> 'identity';
