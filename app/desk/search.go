package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/uptrace/bun"
)

// search narrows to what was typed: a number, or words of the subject or of a
// message that who may see. Any text is a valid search; what is longer than a
// subject is cut.
func search(q *bun.SelectQuery, text string, who Person) {
	text = strings.ToLower(strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")), " "))
	if text == "" {
		return
	}
	if letters := []rune(text); len(letters) > MaxSubject {
		text = string(letters[:MaxSubject])
	}
	like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text) + "%"
	q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		entries := q.DB().NewSelect().TableExpr("entries AS e").ColumnExpr("1").
			Where("e.ticket = t.number").Where(`? LIKE ? ESCAPE '\'`, lowered("e.body", text), like)
		q.Where(`? LIKE ? ESCAPE '\'`, lowered("t.subject", text), like).WhereOr("EXISTS (?)", visible(entries, who))
		if n, err := strconv.ParseInt(strings.ReplaceAll(text, " ", ""), 10, 64); err == nil {
			q.WhereOr("t.number = ?", n)
		}
		return q
	})
}

// lowered is SQL for column in lower case, as far as it matters for text:
// SQLite's own lower knows the letters of ASCII only.
func lowered(column, text string) bun.Safe {
	sql := "lower(" + column + ")"
	var known []rune
	for _, small := range text {
		capital := unicode.ToUpper(small)
		if small > unicode.MaxASCII && small != capital && !slices.Contains(known, small) {
			known = append(known, small)
			sql = fmt.Sprintf("replace(%s, '%c', '%c')", sql, capital, small)
		}
	}
	return bun.Safe(sql)
}
