package report

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"time"

	"caseclock/deadline"
)

// digest stands for all that went into the figures. Each case's part is hashed
// by itself and the hashes are added up (as numbers of 256 bits), so that the
// order of cases makes no difference and a case counted twice does.
type digest struct {
	buf   []byte
	empty int       // length of buf when nothing of the case was counted
	last  [3]string // of the case: authority, meeting and part written last
	sum   [4]uint64
	cases uint64
}

func (g *digest) begin(ref string) {
	g.buf = appendText(g.buf[:0], ref)
	g.empty = len(g.buf)
	g.last = [3]string{}
}

func (g *digest) end() {
	if len(g.buf) == g.empty {
		return
	}
	h := sha256.Sum256(g.buf)
	var carry uint64
	for i := range g.sum {
		g.sum[i], carry = bits.Add64(g.sum[i], binary.BigEndian.Uint64(h[8*(3-i):]), carry)
	}
	g.cases++
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// deadline adds a deadline as it was counted, with the meeting and the part
// that it counts for.
func (g *digest) deadline(t *timescale, d *deadline.Deadline, meeting, part string, v *view) {
	g.of(t, d.Authority, meeting, part)
	b := append(g.buf, 'd')
	for _, day := range [...]deadline.Date{d.Start, d.Due, d.Met, d.Ended} {
		b = binary.BigEndian.AppendUint32(b, uint32(day))
	}
	b = append(b, byte(d.Status), byte(d.Conference), byte(v.outlook), byte(v.fate), byte(v.marks), byte(one(v.onDelivery)))
	if r := d.Reason; r != nil {
		b = appendText(append(b, 'r'), r.Category)
		b = binary.BigEndian.AppendUint32(b, uint32(r.Proposed))
		b = appendText(b, r.AgreedBy)
		b = append(b, byte(one(r.InAdvance)), byte(one(r.Lapsed)), byte(one(r.Explains)))
		b = binary.BigEndian.AppendUint32(b, uint32(v.toReason))
	}
	g.buf = b
}

// passed adds that a deadline of a meeting fell due before all periods.
func (g *digest) passed(t *timescale, authority, meeting string) {
	if meeting != "" {
		g.of(t, authority, meeting, "")
		g.buf = append(g.buf, 'p')
	}
}

// of adds what a deadline belongs to: what is as it was for the last one of the
// case is not written again.
func (g *digest) of(t *timescale, authority, meeting, part string) {
	b := append(append(g.buf, 't'), t.named[:]...)
	for i, s := range [...]string{authority, meeting, part} {
		if g.last[i] != s {
			g.last[i] = s
			b = appendText(append(b, "amw"[i]), s)
		}
	}
	g.buf = b
}

func (g *digest) query(q *deadline.Query, authority string) {
	b := appendText(append(g.buf, 'q'), authority)
	b = appendText(appendText(b, q.Code), string(q.Severity))
	g.buf = binary.AppendVarint(appendText(b, q.Event), int64(q.On))
}

// hex is the digest of what was counted and of the options it was counted by.
func (g *digest) hex(o Options) string {
	b := fmt.Appendf(nil, "caseclock figures 2\n%s %s %q %s %s\n", o.From, o.To, o.Authority, o.AsAt, o.KnownAt.UTC().Format(time.RFC3339Nano))
	for _, a := range slices.Sorted(maps.Keys(o.Since)) {
		b = fmt.Appendf(b, "since %q %s\n", a, o.Since[a])
	}
	for _, p := range o.Trend {
		b = fmt.Appendf(b, "trend %s %s %q\n", p.From, p.To, p.Name)
	}
	b = fmt.Appendf(b, "by %q\n", o.By)
	if o.By == ByTeam {
		for _, who := range slices.Sorted(maps.Keys(o.Teams)) {
			b = fmt.Appendf(b, "team %q %q\n", who, o.Teams[who])
		}
	}
	b = binary.BigEndian.AppendUint64(b, g.cases)
	for _, word := range g.sum {
		b = binary.BigEndian.AppendUint64(b, word)
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
