package pace

import (
	"fmt"
	"testing"
	"time"
)

var start = time.Unix(1_900_000_000, 0)

// So many at once are taken and no more, then so many a second; another is not
// held up by it.
func TestPace(t *testing.T) {
	var p Pace
	for i := range AtOnce {
		if wait, _ := p.Take("a", start); wait != 0 {
			t.Fatal("refused after", i)
		}
	}
	if wait, news := p.Take("a", start); wait != 1 || !news {
		t.Error(wait, news)
	}
	if wait, news := p.Take("a", start); wait != 1 || news {
		t.Error("told twice:", wait, news)
	}
	if wait, _ := p.Take("b", start); wait != 0 {
		t.Error("another is held up")
	}
	taken, told := 0, 0
	for i := range 3 * 60 * 40 { // three minutes at twice the pace
		wait, news := p.Take("a", start.Add(time.Duration(i)*time.Second/40))
		if wait == 0 {
			taken++
		}
		if news {
			told++
		}
	}
	if taken < 3*60*PerSecond-1 || taken > 3*60*PerSecond+1 {
		t.Errorf("%d were taken in three minutes", taken)
	}
	if told != 2 { // and once at the beginning
		t.Errorf("told %d times in three minutes", told)
	}
}

// Those who do not ask too much are never refused.
func TestThePaceOfAPerson(t *testing.T) {
	var p Pace
	now := start
	for i := range 10_000 {
		now = now.Add(100 * time.Millisecond)
		if wait, _ := p.Take("a", now); wait != 0 {
			t.Fatal("ten a second are too many after", i)
		}
	}
}

// However many ask, no more are remembered; those that ask now are kept before
// those that do not.
func TestPaceIsBounded(t *testing.T) {
	var p Pace
	for i := range most {
		p.Take(fmt.Sprint("early ", i), start)
	}
	later := start.Add(time.Minute)
	for range AtOnce {
		p.Take("busy", later)
	}
	if len(p.of) != 1 {
		t.Errorf("%d are remembered who were idle", len(p.of))
	}
	if wait, _ := p.Take("busy", later); wait == 0 {
		t.Error("who is busy was forgotten")
	}
	for i := range 3 * most {
		p.Take(fmt.Sprint("late ", i), later)
	}
	if len(p.of) > most {
		t.Errorf("%d are remembered", len(p.of))
	}
}
