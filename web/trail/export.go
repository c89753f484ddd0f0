package trail

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"caseclock/engine"
	"caseclock/web/page"
)

// heads are those of the rows that are taken away.
var heads = []string{"number", "at", "by", "from", "door", "action", "case", "events", "detail"}

// export answers GET /trail/export: everything asked for as rows (RFC 4180,
// UTF-8), in the order in which it was written. Instants are UTC. A text that a
// spreadsheet would take for a formula begins with an apostrophe.
func export(x *page.Exchange) error {
	ask, faults := asked(x.R.URL.Query(), x.Kit.Engine.Today())
	if len(faults) > 0 {
		return showWith(x, nil)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(heads)
	err := x.Desk.EachTrail(x.R.Context(), ask, func(e engine.TrailLine) error {
		return w.Write([]string{strconv.FormatUint(e.Seq, 10), stamp(e.At), plain(e.By), plain(e.Peer), plain(e.Door), plain(e.Action), e.Case,
			strconv.Itoa(e.Events), plain(e.Detail)})
	})
	if err != nil {
		return err
	}
	if w.Flush(); w.Error() != nil {
		return w.Error()
	}
	return x.File("who-looked.csv", "text/csv; charset=utf-8; header=present", b.Bytes())
}

// plain keeps a spreadsheet from taking a text for a formula.
func plain(s string) string {
	if t := strings.TrimLeft(s, " \u00a0\u3000"); t != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠|", []rune(t)[0]) {
		return "'" + s
	}
	return s
}
