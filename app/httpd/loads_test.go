package httpd

import "testing"

// One person is sent some files at a time, all together a share of the descriptors;
// whatever others are sent, a person gets one more or two.
func TestLoads(t *testing.T) {
	l := newLoads(300)
	taken, ends := 0, []func(){}
	for i := range 20 {
		for range maxLoads + 4 {
			if end, ok := l.begin(Asker{Person: 1 + int64(i)}); ok {
				ends = append(ends, end)
				taken++
			}
		}
		if i == 0 && taken != maxLoads {
			t.Errorf("one has %d", taken)
		}
	}
	if most := l.most + 20*alwaysLoads; taken > most || l.of[Asker{Person: 20}] != alwaysLoads {
		t.Errorf("%d of %d, the last has %d", taken, most, l.of[Asker{Person: 20}])
	}
	if most, _, _ := room(300); most+l.most > 250 {
		t.Errorf("%d connections and %d files leave too little", most, l.most)
	}
	for _, end := range ends {
		end()
		end()
	}
	if l.all != 0 || len(l.of) != 0 {
		t.Errorf("%d are left: %v", l.all, l.of)
	}
}
