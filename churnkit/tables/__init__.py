"""Files in, frames out: tables read right or refused, values of one kind, lists that are safe."""
