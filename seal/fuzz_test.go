package seal

import (
	"bytes"
	"testing"
)

// Whatever stands where a store keeps its keys, or in the file of a master key, is
// read or refused, and nothing that was made up opens.
func FuzzReadRecord(f *testing.F) {
	m, err := newMaster(bytes.Repeat([]byte{7}, masterBytes), "test")
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("{\"version\":1,\"master\":\"x\",\"locked\":\"2026-01-01T00:00:00Z\",\"keys\":[{\"id\":1,\"made\":\"2026-01-01T00:00:00Z\"}]}\n\x12\x02ab"))
	f.Add([]byte("{\"version\":2}\n"))
	f.Add([]byte("{\"version\":1,\"keys\":[]}\n"))
	f.Add([]byte(masterMark + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if key, err := keyIn(b); err == nil && len(key) != masterBytes {
			t.Errorf("a key of %d bytes", len(key))
		}
		r, line, keys, err := splitRecord(b)
		if err != nil {
			return
		}
		if len(r.Keys) == 0 {
			t.Error("a record without keys")
		}
		if _, err := unlock([16]byte{}, line, keys, m); err == nil {
			t.Error("a record that was made up opens")
		}
	})
}
