package trial

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Published writes what the promises left in the folder results as the tables of
// RELIABILITY.md: what was tried and what it showed, the figures measured on the
// way, and the machine.
func Published(results []Result) string {
	sorted := slices.Clone(results)
	slices.SortFunc(sorted, func(a, b Result) int { return order(a.ID, b.ID) })
	var b strings.Builder
	b.WriteString("| | promised | tier | trials | failures | at most | time | its broken twins |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, r := range sorted {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %d | %s | %s | %s |\n", r.ID, cell(r.Says), r.Tier, thousands(r.Trials), r.Failures, bound(r), took(r), twins(r))
	}
	b.WriteString("\nThe same again, and what was measured on the way:\n\n")
	for _, r := range sorted {
		fmt.Fprintf(&b, "- **%s** `%s -seed %d`", r.ID, r.Command, r.Seed)
		if r.Source != "" {
			fmt.Fprintf(&b, " on %s", r.Source)
		}
		b.WriteByte('\n')
		for _, n := range r.Notes {
			fmt.Fprintf(&b, "  - %s\n", n)
		}
	}
	b.WriteString("\nTried on: ")
	b.WriteString(strings.Join(machines(sorted), "; "))
	b.WriteString(".\n")
	return b.String()
}

// order puts the families of promises in the order of the programme, and their
// members by number.
func order(a, b string) int {
	const families = "STNICKRUB"
	if a[0] != b[0] {
		return strings.IndexByte(families, a[0]) - strings.IndexByte(families, b[0])
	}
	x, _ := strconv.Atoi(a[1:])
	y, _ := strconv.Atoi(b[1:])
	return x - y
}

// bound is the most failures in a hundred trials that still fit what was seen, at
// 95 %, where none was (the rule of three).
func bound(r Result) string {
	if r.Failures > 0 || r.Trials == 0 {
		return "-"
	}
	if r.Trials <= 3 {
		return "100 %"
	}
	return strconv.FormatFloat(300/float64(r.Trials), 'g', 2, 64) + " %"
}

func took(r Result) string {
	return (time.Duration(r.Seconds*1000) * time.Millisecond).Round(time.Second).String()
}

func twins(r Result) string {
	var all []string
	for _, w := range r.Twins {
		all = append(all, fmt.Sprintf("%s: noticed in %d of %d", cell(w.Name), w.Noticed, w.Trials))
	}
	return strings.Join(all, "; ")
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func cell(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "|", "\\|"), "\n", " ") }

func machines(results []Result) []string {
	var all []string
	for _, r := range results {
		m := fmt.Sprintf("Linux %s, %d cores, %s, bbolt %s, cron %s", r.Machine.Kernel, r.Machine.Cores, r.Machine.Go, r.Machine.Bbolt, r.Machine.Cron)
		if !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	slices.Sort(all)
	return all
}

// Found is the table of what the trials found wrong, from the files of a folder.
func Found(folder string) (string, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("| what was wrong | what it could have done | found by | what catches it now |\n| --- | --- | --- | --- |\n")
	for _, name := range names {
		rows, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		for line := range strings.Lines(string(rows)) {
			if line = strings.TrimSpace(line); line != "" {
				b.WriteString(line + "\n")
			}
		}
	}
	return b.String(), nil
}
