package metrics

import (
	"slices"
	"strconv"
	"strings"
)

// Text is metrics as Prometheus reads them (text format 0.0.4): families, each followed by
// its values.
type Text struct {
	text   []byte
	family string
}

// Counter begins a family of what only grows; its name ends in _total.
func (t *Text) Counter(name, help string) { t.begin(name, "counter", help) }

// Gauge begins a family of what is now.
func (t *Text) Gauge(name, help string) { t.begin(name, "gauge", help) }

// Histogram begins a family of Times; its name ends in _seconds.
func (t *Text) Histogram(name, help string) { t.begin(name, "histogram", help) }

func (t *Text) begin(name, kind, help string) {
	t.family = name
	t.text = append(t.text, "# HELP "+name+" "+help+"\n# TYPE "+name+" "+kind+"\n"...)
}

// Value adds a value of the family; labels are names, each before its value.
func (t *Text) Value(v float64, labels ...string) { t.sample("", v, labels) }

// Times adds a histogram of the family.
func (t *Text) Times(of *Times, labels ...string) {
	n := uint64(0)
	for i := range of.counts {
		n += of.counts[i].Load()
		le := "+Inf"
		if i < len(of.bounds) {
			le = number(of.bounds[i].Seconds())
		}
		t.sample("_bucket", float64(n), append(slices.Clone(labels), "le", le))
	}
	t.sample("_sum", float64(of.total.Load())/1e9, labels)
	t.sample("_count", float64(n), labels)
}

var escaped = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func (t *Text) sample(suffix string, v float64, labels []string) {
	t.text = append(t.text, t.family+suffix...)
	sign := "{"
	for i := 0; i < len(labels); i += 2 {
		t.text = append(t.text, sign+labels[i]+`="`+escaped.Replace(labels[i+1])+`"`...)
		sign = ","
	}
	if len(labels) > 0 {
		t.text = append(t.text, '}')
	}
	t.text = append(t.text, " "+number(v)+"\n"...)
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// Bytes are all of it.
func (t *Text) Bytes() []byte { return t.text }
