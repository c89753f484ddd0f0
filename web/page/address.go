package page

import "strconv"

// With is the address of this page with some of its query changed: names and
// values in turn, where an empty value takes the name out. What was said and
// what was explained are not kept.
func (x *Exchange) With(pairs ...string) string {
	q := x.R.URL.Query()
	q.Del("said")
	q.Del("why")
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Del(pairs[i])
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	for name, values := range q {
		if len(values) == 1 && values[0] == "" {
			q.Del(name)
		}
	}
	if len(q) == 0 {
		return x.R.URL.Path
	}
	return x.R.URL.Path + "?" + q.Encode()
}

// Pager leads from one page of a list to the next.
type Pager struct {
	Label          string // what the list is of, for those who hear the page
	Page, Pages    int
	Earlier, Later string // addresses; empty: there is none
}

// Pager makes the links of a list, with this page's query and the pairs (see
// With).
func (x *Exchange) Pager(label string, page, pages int, pairs ...string) Pager {
	p := Pager{Label: label, Page: page, Pages: pages}
	at := func(n int) string { return x.With(append([]string{"page", strconv.Itoa(n)}, pairs...)...) }
	if page > 1 {
		p.Earlier = at(min(page-1, pages))
	}
	if page < pages {
		p.Later = at(page + 1)
	}
	return p
}
