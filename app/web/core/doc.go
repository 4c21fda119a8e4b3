// Package core is what the rooms of the web share: who looks and what they may, the
// page around, forms, refusals in the reader's words, streams, and the policy of a
// route. It knows no page of its own but that of a problem.
package core
