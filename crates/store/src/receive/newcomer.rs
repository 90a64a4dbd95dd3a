//! Paper codes and wishes.
