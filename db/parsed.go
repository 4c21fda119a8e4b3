package db

import (
	"context"
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/uptrace/bun/driver/sqliteshim"
)

// parsed is a connection to SQLite that keeps the statements which it parsed: that is a
// third of the work of a write. bun writes values into the text of a statement, so that
// no two texts are alike; here they are taken out again, and bound.
type parsed struct {
	conn
	kept *lru.LRU[string, *statement]
}

// conn is all that a connection to SQLite can.
type conn struct {
	driver.Conn
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

func connect(dsn string) (conn, error) {
	c, err := sqliteshim.Driver().Open(dsn)
	if err != nil {
		return conn{}, err
	}
	return conn{c, c.(driver.ConnBeginTx), c.(driver.ExecerContext), c.(driver.QueryerContext), c.(driver.SessionResetter), c.(driver.Validator)}, nil
}

const (
	mostParsed    = 200
	longestParsed = 4 << 10 // bytes; what is longer is made for many rows, and not again
)

// statement is one that is kept.
type statement struct {
	driver.Stmt
	read bool // the rows of its last run are open
	gone bool // from those kept: it ends with its rows
}

// parsing connects to an SQLite file by such connections.
type parsing struct{ dsn string }

func (p parsing) Driver() driver.Driver { return sqliteshim.Driver() }

func (p parsing) Connect(context.Context) (driver.Conn, error) {
	c, err := connect(p.dsn)
	if err != nil {
		return nil, err
	}
	kept, err := lru.NewLRU(mostParsed, func(_ string, s *statement) {
		if s.gone = true; !s.read {
			s.Close()
		}
	})
	return &parsed{c, kept}, err
}

// Close ends the statements, and the connection.
func (p *parsed) Close() error {
	p.kept.Purge()
	return p.Conn.Close()
}

// ExecContext runs a statement that gives no rows.
func (p *parsed) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if s, values := p.statement(query, args); s != nil {
		return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, values)
	}
	return p.ExecerContext.ExecContext(ctx, query, args)
}

// QueryContext runs a statement for its rows.
func (p *parsed) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, values := p.statement(query, args)
	if s == nil {
		return p.QueryerContext.QueryContext(ctx, query, args)
	}
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, values)
	if err != nil {
		return nil, err
	}
	s.read = true
	return &readRows{rows, s}, nil
}

// readRows are those of a statement that is kept.
type readRows struct {
	driver.Rows
	of *statement
}

// Close lets the statement run again.
func (r *readRows) Close() error {
	err := r.Rows.Close()
	if r.of.read = false; r.of.gone {
		r.of.Stmt.Close()
	}
	return err
}

// statement is the kept one of a text, and its values; nil for what has to be parsed as it is.
func (p *parsed) statement(query string, args []driver.NamedValue) (*statement, []driver.NamedValue) {
	if len(args) > 0 {
		return nil, nil
	}
	text, values, ok := takeOut(query)
	if !ok || len(text) > longestParsed {
		return nil, nil
	}
	s, ok := p.kept.Get(text)
	if !ok {
		made, err := p.Prepare(text)
		if err != nil { // the text as it was says better why
			return nil, nil
		}
		s = &statement{Stmt: made}
		p.kept.Add(text, s)
	}
	if s.read {
		return nil, nil
	}
	return s, values
}

// verbs are what begins a statement whose values can be bound.
var verbs = []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "SAVEPOINT", "RELEASE"}

// takeOut puts signs in place of the texts and whole numbers of a statement. Not ok: it has
// something else in it than bun and we write, or more than one statement.
func takeOut(query string) (text string, values []driver.NamedValue, ok bool) {
	if verb, _, _ := strings.Cut(strings.TrimSpace(query), " "); !slices.Contains(verbs, strings.ToUpper(verb)) {
		return "", nil, false
	}
	out, from := make([]byte, 0, len(query)), 0 // of what is in it
	by := false                                 // ORDER BY 1, 2 are no values
	for i := 0; i < len(query); {
		var value driver.Value
		long := 1
		switch c := query[i]; {
		case isDigit(c):
			long = span(query[i:], isName)
			number, err := strconv.ParseInt(query[i:i+long], 10, 64)
			if err != nil || by && (follows(query[:i], "BY") || follows(query[:i], ",")) || strings.HasPrefix(query[i+long:], ".") {
				return "", nil, false
			}
			value = number
		case isName(c):
			long = span(query[i:], isName)
			by = by || strings.EqualFold(query[i:i+long], "BY")
		case c == '\'':
			value, long = quoted(query[i:])
			if long == 0 || follows(query[:i], "X") { // bytes, in hexadecimal
				return "", nil, false
			}
		case c == '"':
			if _, long = quoted(query[i:]); long == 0 {
				return "", nil, false
			}
		case c <= ' ' || strings.IndexByte("(),.=<>+*|&~!%", c) >= 0:
		case c == '-' || c == '/': // but no remark
			if i+1 < len(query) && (query[i+1] == '-' || query[i+1] == '*') {
				return "", nil, false
			}
		default:
			return "", nil, false
		}
		if value != nil {
			out, from = append(append(out, query[from:i]...), '?'), i+long
			values = append(values, driver.NamedValue{Ordinal: len(values) + 1, Value: value})
		}
		i += long
	}
	return string(append(out, query[from:]...)), values, true
}

// follows tells whether text ends with a word, and blanks.
func follows(text, word string) bool {
	text = strings.TrimRight(text, " \t\n")
	return len(text) >= len(word) && strings.EqualFold(text[len(text)-len(word):], word)
}

// quoted is the text between the sign that s begins with and the next single one, and how
// long that is with both; 0: it has no end.
func quoted(s string) (text string, long int) {
	sign := s[:1]
	for long = 1; ; long += 2 {
		end := strings.Index(s[long:], sign)
		if end < 0 {
			return "", 0
		}
		if long += end; !strings.HasPrefix(s[long+1:], sign) {
			return strings.ReplaceAll(s[1:long], sign+sign, sign), long + 1
		}
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isName(c byte) bool {
	return isDigit(c) || c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// span is how many of the first bytes of s are such.
func span(s string, such func(byte) bool) int {
	for i := range len(s) {
		if !such(s[i]) {
			return i
		}
	}
	return len(s)
}
