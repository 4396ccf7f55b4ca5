; made
(define (problem g) (:domain blocksworld) (:requirements :strips :typing)
(:objects x y - block z - object)
(:init (arm-empty) (on x y) (on-table y) (on-table z) (clear x) (clear z))
(:goal (and (not (on x y)) (and (on z x) (holding y)))))