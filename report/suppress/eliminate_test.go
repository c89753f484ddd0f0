package suppress_test

// eliminate reduces the equations (Gauss and Jordan, in whole numbers) and
// adds each reduced row to them.
func (a *attack) eliminate() {
	rows, vars := a.matrix()
	n, done := len(vars), 0
	for c := 0; c < n && done < len(rows); c++ {
		pivot := done
		for pivot < len(rows) && rows[pivot][c] == 0 {
			pivot++
		}
		if pivot == len(rows) {
			continue
		}
		rows[done], rows[pivot] = rows[pivot], rows[done]
		for r := range rows {
			if r != done && rows[r][c] != 0 {
				strike(rows[r], rows[done], c)
			}
		}
		done++
	}
	for _, row := range rows[:done] {
		e := equation{rest: row[n]}
		for c, v := range vars {
			if row[c] != 0 {
				e.vars, e.coef = append(e.vars, v), append(e.coef, row[c])
			}
		}
		a.equations = append(a.equations, e)
	}
}

// matrix is a row for each equation, with a column for each unknown that is
// open and one for what is known.
func (a *attack) matrix() (rows [][]int, vars []int) {
	col := map[int]int{}
	for _, e := range a.equations {
		for _, v := range e.vars {
			if _, ok := col[v]; !ok && a.unknowns[v].lo < a.unknowns[v].hi {
				col[v] = len(vars)
				vars = append(vars, v)
			}
		}
	}
	n := len(vars)
	for _, e := range a.equations {
		if e.atMost {
			continue
		}
		row := make([]int, n+1)
		row[n] = e.rest
		for i, v := range e.vars {
			if c, ok := col[v]; ok {
				row[c] += e.coef[i]
			} else {
				row[n] += e.coef[i] * a.unknowns[v].lo
			}
		}
		rows = append(rows, row)
	}
	return rows, vars
}

// strike takes as much of a row from another that its column c becomes 0, and
// divides by what all have in common.
func strike(row, by []int, c int) {
	p, q := by[c], row[c]
	common := 0
	for i := range row {
		row[i] = row[i]*p - by[i]*q
		common = gcd(common, row[i])
	}
	for i := range row {
		if common > 1 {
			row[i] /= common
		}
	}
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}
