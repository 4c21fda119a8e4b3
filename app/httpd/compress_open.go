package httpd

import (
	"bytes"
	"errors"

	"github.com/molecule-man/go-brrr"
)

// errClosed says that a page cannot be packed around a hole.
var errClosed = errors.New("the page does not stay whole around its hole")

// PackOpen packs html for browsers that read br so that its hole, a name that stands in it
// once, can be found in what comes out and overwritten with as many other bytes: it goes as
// it is, in a block of its own (RFC 7932, 9.2). What follows refers to nothing in it.
func PackOpen(html []byte, hole string) ([]byte, error) {
	at := bytes.Index(html, []byte(hole))
	behind := at + len(hole) + 2 // the two bytes before a letter say how it is packed
	if at < 0 || behind > len(html) || behind-at > 1<<16 {
		return nil, errClosed
	}
	var out bytes.Buffer
	w, err := brrr.NewWriter(&out, packLevel)
	if err != nil {
		return nil, err
	}
	var ends []int
	for _, part := range [][]byte{html[:at], html[at:behind], html[behind:]} {
		w.Write(part) // into memory
		w.Flush()
		ends = append(ends, out.Len())
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	open := append(stored(out.Bytes()[:ends[0]:ends[0]], html[at:behind]), out.Bytes()[ends[1]:]...)
	return open, holds(open, html, hole)
}

// stored appends a block that is not packed: not the last, so many bytes less one in 16
// bits, and as they are.
func stored(packed, block []byte) []byte {
	head := uint32(len(block)-1)<<3 | 1<<19
	return append(append(packed, byte(head), byte(head>>8), byte(head>>16)), block...)
}

// holds tests that html comes out of open with anything in its hole.
func holds(open, html []byte, hole string) error {
	other := bytes.Repeat([]byte{'~'}, len(hole))
	got, err := brrr.Decompress(bytes.Replace(open, []byte(hole), other, 1))
	if err == nil && !bytes.Equal(got, bytes.Replace(html, []byte(hole), other, 1)) {
		err = errClosed
	}
	return err
}
