-- Says what add.lua came to.
return tostring(sum)
