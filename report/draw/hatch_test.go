package draw

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Parts are told from one another by their lines, but for the full and the
// empty one; and lines stay within their box.
func TestPartsDifferByTheirLines(t *testing.T) {
	classes := []string{"part-hidden"}
	for i := range parts {
		classes = append(classes, part(i))
	}
	for _, size := range [][2]int{{24, 11}, {3, 11}, {60, 238}, {1, 1}} {
		seen := map[string]string{}
		for _, class := range classes {
			box := boxView{class, px(7), px(5), px(size[0]), px(size[1])}
			lines := box.Lines()
			if plain := class == "part-1" || class == "part-6"; plain != (lines == "") && size[0] > 3 {
				t.Errorf("%s of %v has lines %q", class, size, lines)
			}
			if other := seen[lines]; lines != "" && other != "" {
				t.Errorf("%s looks like %s", class, other)
			}
			seen[lines] = class
			for _, at := range regexp.MustCompile(`[ML]([-0-9.]+) ([-0-9.]+)`).FindAllStringSubmatch(lines, -1) {
				x, _ := strconv.ParseFloat(at[1], 64)
				y, _ := strconv.ParseFloat(at[2], 64)
				if x < 7 || x > float64(7+size[0]) || y < 5 || y > float64(5+size[1]) {
					t.Errorf("%s of %v has a line to %v, %v", class, size, x, y)
				}
			}
		}
	}
	for _, rule := range []string{".part-1 { fill: var(--blue)", ".lines { fill: none; stroke: var(--ink)"} {
		if !strings.Contains(pageStyle, rule) {
			t.Errorf("the style sheet has no %s", rule)
		}
	}
}
