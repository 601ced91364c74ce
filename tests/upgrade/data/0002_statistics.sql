-- A row that the Worker must not take for its own, because it has another form.
INSERT INTO statistics (scope, shape, computed_at, found) VALUES ('5009120543', 0, 1750000001, '{}');
