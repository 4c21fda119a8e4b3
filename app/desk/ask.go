package desk

import (
	"cmp"
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hilo/app/fault"
	"hilo/app/scan"
)

// Wants are the details that a request may list, in the order in which they are shown.
var Wants = []string{"transaction", "time", "screenshot", "other"}

// Ask asks the customer for details, with a checklist of Wants if any: now it
// is their turn.
func (d *Desk) Ask(ctx context.Context, actor Actor, number int64, say Message, wants []string) (Entry, error) {
	list, _ := json.Marshal(wants)
	return d.add(ctx, actor, number, say.sent("ask", string(list)), func(t *Ticket) (Entry, error) { return ask(t, actor, say, wants) })
}

func ask(t *Ticket, actor Actor, say Message, wants []string) (Entry, error) {
	if err := actor.need(WorkTickets); err != nil {
		return Entry{}, err
	}
	for _, w := range wants {
		if !slices.Contains(Wants, w) {
			return Entry{}, fault.Mend("wants", "desk.wants.unknown")
		}
	}
	wants = slices.DeleteFunc(slices.Clone(Wants), func(w string) bool { return !slices.Contains(wants, w) }) // each once
	say, err := say.clean()
	if err != nil {
		return Entry{}, err
	}
	t.turn(StatusPending)
	if len(wants) > 0 {
		list, err := json.Marshal(wants)
		if err != nil {
			return Entry{}, err
		}
		t.Asked = string(list)
	}
	return Entry{Kind: Asked, Body: say.Body, Data: Data{Files: say.Files, Wants: wants}}, nil
}

// Details are what a customer filled in of Wants: of what was asked for, or of what
// helps us; in an agent's draft those that are ticked. A draft keeps them as JSON, "" for none.
type Details map[string]string

const (
	maxDetail = 300 // characters
	ticked    = "✓"
)

// ReadDetails are those of a form, in fields named "want_transaction" and so on. The
// screenshot is none of them: it is a file.
func ReadDetails(field func(name string) string) Details {
	d := Details{}
	for _, want := range Wants {
		if text := field("want_" + want); text != "" && want != "screenshot" {
			d[want] = text
		}
	}
	return d
}

// Tick adds those of wants that an agent is about to ask for, as a draft keeps them.
func (d Details) Tick(wants []string) {
	for _, want := range wants {
		if slices.Contains(Wants, want) {
			d[want] = ticked
		}
	}
}

// Ticked are those that an agent is about to ask for.
func (d Details) Ticked() (wants []string) {
	for _, want := range Wants {
		if d[want] == ticked {
			wants = append(wants, want)
		}
	}
	return wants
}

// Clean makes each a line that can be kept. Faults of their fields: too long, or
// nothing to be seen.
func (d Details) Clean() (problems []error) {
	for want, text := range d {
		if err := Line("detail", &text, maxDetail, false); err != nil {
			f := *fault.Of(err)
			f.Field = "want_" + want
			problems = append(problems, &f)
		} else if d[want] = text; text == "" {
			delete(d, want)
		}
	}
	slices.SortFunc(problems, func(a, b error) int { return cmp.Compare(fault.Of(a).Field, fault.Of(b).Field) })
	return problems
}

// Among parts them in those of some Wants and those that are left.
func (d Details) Among(wants []string) (asked, left Details) {
	asked, left = Details{}, Details{}
	for want, text := range d {
		if slices.Contains(wants, want) {
			asked[want] = text
		} else {
			left[want] = text
		}
	}
	return asked, left
}

// IDs are those of transactions: whatever has a digit in it, known to us or not, else
// what was typed as it is.
func (d Details) IDs() (ids []string) {
	text := OneLine(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) { // as it came: it is said when it is sent, and no database takes it
			return ' '
		}
		return r
	}, d["transaction"]))
	if utf8.RuneCountInString(text) > maxDetail { // said when it is sent
		return nil
	}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }) {
		if utf8.RuneCountInString(word) >= 4 && strings.ContainsFunc(word, unicode.IsDigit) {
			ids = scan.AddID(ids, word)
		}
	}
	if len(ids) == 0 {
		ids = scan.AddID(ids, text)
	}
	return ids
}

// Value is how a draft keeps them.
func (d Details) Value() (driver.Value, error) {
	if len(d) == 0 {
		return "", nil
	}
	text, err := json.Marshal(map[string]string(d))
	return string(text), err
}

// Scan reads what Value gave.
func (d *Details) Scan(kept any) error {
	*d = nil
	if text := fmt.Sprintf("%s", kept); text != "" {
		return json.Unmarshal([]byte(text), d)
	}
	return nil
}
