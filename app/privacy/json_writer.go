package privacy

import (
	"encoding/json"
	"io"
)

// jsonWriter writes JSON piece by piece: lists are never held whole.
type jsonWriter struct {
	w     io.Writer
	first bool // the next item begins its list
	err   error
}

func (j *jsonWriter) text(s string) *jsonWriter {
	if j.err == nil {
		_, j.err = io.WriteString(j.w, s)
	}
	return j
}

func (j *jsonWriter) value(v any) *jsonWriter {
	b, err := json.Marshal(v)
	if err != nil && j.err == nil {
		j.err = err
	}
	return j.text(string(b))
}

func (j *jsonWriter) open() *jsonWriter { j.first = true; return j.text("[") }

func (j *jsonWriter) item() *jsonWriter {
	if !j.first {
		j.text(",")
	}
	j.first = false
	return j.text("\n")
}
