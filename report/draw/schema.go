package draw

import (
	"bytes"
	_ "embed"
)

//go:embed schema.json
var schema []byte

// Schema describes what JSON writes (JSON Schema 2020-12).
func Schema() []byte { return bytes.Clone(schema) }
