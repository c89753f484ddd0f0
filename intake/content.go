package intake

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"caseclock/deadline"
)

// contentOf is the hash of what a source says by an event: everything but who
// it is (id), where it stands (source) and who recorded it when. Of an event
// whose day is that of the import the day is left out too: it is taken once.
func contentOf(e deadline.Event, c *Column) string {
	e.ID, e.Source, e.By, e.Recorded = "", "", "", time.Time{}
	if c != nil && c.importDay() {
		e.On = 0
	}
	b, err := json.Marshal(e)
	if err != nil { // an event is plain data
		panic(err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

func (c *Column) importDay() bool {
	for _, f := range c.Fields {
		if f.ImportDay {
			return true
		}
	}
	return false
}

var idLetters = base32.StdEncoding.WithPadding(base32.NoPadding)

// eventID names an imported event by what it is: the same source, key and
// content, and what it comes after, give the same id, whenever and wherever
// they are imported.
func eventID(source string, k Key, content, after string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{source, k.Row, k.Column, content, after}, "\x1e")))
	return "i-" + strings.ToLower(idLetters.EncodeToString(sum[:15]))
}
